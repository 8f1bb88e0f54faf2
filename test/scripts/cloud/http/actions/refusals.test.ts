// Properties, services, events and messages over the API: what is refused, with which code and words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { device } from '../../help.ts';
import { signedByHand } from '../official.ts';
import { message, named, setUp } from './things.ts';

for (const [what, action, values, code, says] of [
  [
    'a timeout in another notation',
    'RRpc',
    { RequestBase64Byte: 'aGk=', Timeout: '0x7d0' },
    'iot.messagebroker.InvalidTimeoutValue',
    /Timeout must be a number, 1000\.\.8000/,
  ],
  [
    'Items that do not parse',
    'SetDeviceProperty',
    { Items: '{led:1}' },
    'iot.device.SetDevicePropertyFailed',
    /not a JSON object/,
  ],
  [
    'Items that are an array',
    'SetDeviceProperty',
    { Items: '[1]' },
    'iot.device.SetDevicePropertyFailed',
    /not a JSON object/,
  ],
  ['Items of nothing', 'SetDeviceProperty', { Items: '{}' }, 'iot.device.NoneDeviceProperties', /empty/],
  [
    'a property that is not in the model',
    'SetDeviceProperty',
    { Items: '{"lde":1}' },
    'iot.device.SetDevicePropertyFailed',
    /lde is not in the thing model.*led.*\(5092\)/,
  ],
  [
    'a value out of range',
    'SetDeviceProperty',
    { Items: '{"led":1,"level":101}' },
    'iot.device.SetDevicePropertyFailed',
    /level must be a whole number, 0\.\.100, not 101 \(6306\)/,
  ],
  [
    'a property that is read-only',
    'SetDeviceProperty',
    { Items: '{"since":"1"}' },
    'iot.device.SetDevicePropertyFailed',
    /since is read-only/,
  ],
  [
    'an argument of a wrong type',
    'InvokeThingService',
    { Identifier: 'SetPin', Args: '{"value":"on"}' },
    'iot.device.InvokeThingServiceFailed',
    /value must be a whole number, 0\.\.1, not "on" \(6306\)/,
  ],
  [
    'an argument that is not declared',
    'InvokeThingService',
    { Identifier: 'SetPin', Args: '{"pni":1}' },
    'iot.device.InvokeThingServiceFailed',
    /pni is not in the thing model/,
  ],
  [
    'a service that is not in the model',
    'InvokeThingService',
    { Identifier: 'Melt', Args: '{}' },
    'iot.device.InvokeThingServiceFailed',
    /service Melt is not in the thing model, which has: SetPin, Reboot/,
  ],
  [
    'a wrong argument for many',
    'InvokeThingsService',
    { 'DeviceName.1': 'lamp', Identifier: 'SetPin', Args: '{"value":9}' },
    'iot.device.InvokeThingServiceFailed',
    /value must be/,
  ],
  [
    'one unknown device among many',
    'InvokeThingsService',
    { 'DeviceName.1': 'lamp', 'DeviceName.2': 'x', Identifier: 'Reboot', Args: '{}' },
    'iot.device.NotExistedDevice',
    /no device x/,
  ],
  [
    '101 devices',
    'InvokeThingsService',
    {
      ...Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`DeviceName.${i + 1}`, 'lamp'])),
      Identifier: 'Reboot',
      Args: '{}',
    },
    'iot.common.InvalidFormattedParameter',
    /100 devices at most/,
  ],
  [
    'a message that is not base64',
    'Pub',
    { TopicFullName: '/a1Bcd/lamp/user/get', MessageContent: 'h~' },
    'iot.messagebroker.MessageContentIsNotBase64Encode',
    /base64/,
  ],
  [
    'an empty message',
    'Pub',
    { TopicFullName: '/a1Bcd/lamp/user/get', MessageContent: '' },
    'iot.messagebroker.NullMessageContent',
    /empty/,
  ],
  ['no topic', 'Pub', { TopicFullName: '', MessageContent: 'aGk=' }, 'iot.messagebroker.NullTopicName', /empty/],
  [
    'a system topic',
    'Pub',
    { TopicFullName: '/sys/a1Bcd/lamp/thing/service/property/set', MessageContent: 'aGk=' },
    'iot.messagebroker.InvalidFormattedTopicName',
    /must begin with \/a1Bcd\//,
  ],
  [
    "another product's topic",
    'Pub',
    { TopicFullName: '/other/lamp/user/get', MessageContent: 'aGk=' },
    'iot.messagebroker.InvalidFormattedTopicName',
    /must begin/,
  ],
  [
    'a wildcard',
    'Pub',
    { TopicFullName: '/a1Bcd/lamp/user/#', MessageContent: 'aGk=' },
    'iot.messagebroker.InvalidFormattedTopicName',
    /wildcard/,
  ],
  [
    'QoS 2',
    'Pub',
    { TopicFullName: '/a1Bcd/lamp/user/get', MessageContent: 'aGk=', Qos: '2' },
    'iot.common.InvalidFormattedParameter',
    /Qos/,
  ],
  [
    'a device that is not there',
    'Pub',
    { TopicFullName: '/a1Bcd/nobody/user/get', MessageContent: 'aGk=' },
    'iot.device.NotExistedDevice',
    /nobody/,
  ],
  [
    'TSL that does not parse',
    'ImportThingModelTsl',
    { TslStr: '{' },
    'iot.common.InvalidFormattedParameter',
    /TslStr: the TSL is not JSON/,
  ],
  [
    'TSL of an unknown type',
    'ImportThingModelTsl',
    { TslStr: '{"properties":[{"identifier":"a","dataType":{"type":"x"}}]}' },
    'iot.common.InvalidFormattedParameter',
    /properties\[0\]\.dataType\.type/,
  ],
  [
    'a module that is not there',
    'QueryThingModel',
    { FunctionBlockId: 'none' },
    'iot.common.InvalidFormattedParameter',
    /no module none/,
  ],
  [
    'a property nobody declared',
    'QueryDevicePropertyData',
    { Identifier: 'lde', StartTime: '1', EndTime: '2' },
    'iot.device.QueryDeviceAttrDataHistoryFailed',
    /lde is not/,
  ],
  [
    'an end before the start',
    'QueryDevicePropertyData',
    { Identifier: 'led', StartTime: '2', EndTime: '1' },
    'iot.device.InvalidTimeBucket',
    /before StartTime/,
  ],
  [
    'a time that is none',
    'QueryDeviceEventData',
    { StartTime: 'now', EndTime: '1' },
    'iot.device.InvalidTimeBucket',
    /StartTime/,
  ],
  [
    'an event type that is none',
    'QueryDeviceEventData',
    { StartTime: '1', EndTime: '2', EventType: 'bad' },
    'iot.common.InvalidFormattedParameter',
    /info, alert, error/,
  ],
  [
    'an order that is none',
    'QueryDeviceEventData',
    { StartTime: '1', EndTime: '2', Asc: '2' },
    'iot.common.InvalidFormattedParameter',
    /Asc/,
  ],
] as const) {
  test(`${action} with ${what} is ${code}, says why, and nothing reaches the device`, async (t) => {
    const { cloud, lamp } = await setUp(t);
    let arrived = 0;
    lamp.on('message', () => arrived++);
    const common = action === 'Pub' || action === 'InvokeThingsService' ? { ProductKey: device.productKey } : named;
    const answer = await signedByHand(cloud, action, { ...common, ...values });
    assert.deepEqual([answer.Success, answer.Code], [false, code]);
    assert.match(answer.ErrorMessage ?? '', says);
    // Whatever had been sent before this message would have arrived before it.
    const after = message(lamp);
    await signedByHand(cloud, 'Pub', {
      ProductKey: device.productKey,
      TopicFullName: '/a1Bcd/lamp/user/end',
      MessageContent: 'aGk=',
    });
    await after;
    assert.equal(arrived, 1);
  });
}
