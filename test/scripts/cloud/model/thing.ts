// A thing model for tests, with every data type of TSL.
const text = (length: number) => ({ type: 'text', specs: { length: String(length) } });

export const tsl = {
  schema: 'https://iotx-tsl.oss-ap-southeast-1.aliyuncs.com/schema.json',
  profile: { productKey: 'a1Bcd' },
  properties: [
    {
      identifier: 'led',
      name: 'Light',
      accessMode: 'rw',
      required: true,
      dataType: { type: 'bool', specs: { 0: 'off', 1: 'on' } },
    },
    {
      identifier: 'level',
      name: 'Level',
      accessMode: 'rw',
      dataType: { type: 'int', specs: { min: '0', max: '100', step: '1', unit: '%' } },
    },
    {
      identifier: 'heat',
      name: 'Heat',
      accessMode: 'rw',
      dataType: { type: 'double', specs: { min: '-40', max: '80.5', unit: 'C' } },
    },
    { identifier: 'mode', name: 'Mode', accessMode: 'rw', dataType: { type: 'enum', specs: { 0: 'day', 5: 'night' } } },
    { identifier: 'label', name: 'Label', accessMode: 'rw', dataType: text(8) },
    { identifier: 'since', name: 'Since', accessMode: 'r', dataType: { type: 'date', specs: {} } },
    {
      identifier: 'place',
      name: 'Place',
      accessMode: 'rw',
      dataType: {
        type: 'struct',
        specs: [
          { identifier: 'x', name: 'X', dataType: { type: 'float', specs: { min: '-180', max: '180' } } },
          { identifier: 'name', name: 'Name', dataType: text(4) },
        ],
      },
    },
    {
      identifier: 'steps',
      name: 'Steps',
      accessMode: 'rw',
      dataType: { type: 'array', specs: { size: '3', item: { type: 'float', specs: {} } } },
    },
  ],
  services: [
    {
      identifier: 'set',
      name: 'set',
      method: 'thing.service.property.set',
      callType: 'async',
      inputData: [{ identifier: 'led', name: 'Light', dataType: { type: 'bool', specs: { 0: 'off', 1: 'on' } } }],
      outputData: [],
    },
    {
      identifier: 'get',
      name: 'get',
      method: 'thing.service.property.get',
      callType: 'async',
      inputData: ['led'],
      outputData: [],
    },
    {
      identifier: 'SetPin',
      name: 'Set a pin',
      callType: 'sync',
      method: 'thing.service.SetPin',
      inputData: [
        { identifier: 'pin', name: 'Pin', dataType: text(20) },
        { identifier: 'value', name: 'Value', dataType: { type: 'int', specs: { min: '0', max: '1' } } },
        { identifier: 'speed', name: 'Speed', dataType: { type: 'float', specs: {} } },
      ],
      outputData: [{ identifier: 'value', name: 'Value', dataType: { type: 'int', specs: {} } }],
    },
    {
      identifier: 'Reboot',
      name: 'Reboot',
      callType: 'async',
      method: 'thing.service.Reboot',
      inputData: [],
      outputData: [],
    },
  ],
  events: [
    { identifier: 'post', name: 'post', type: 'info', method: 'thing.event.property.post', outputData: [] },
    {
      identifier: 'alarm',
      name: 'Alarm',
      type: 'alert',
      method: 'thing.event.alarm.post',
      outputData: [{ identifier: 'code', name: 'Code', dataType: { type: 'int', specs: {} } }],
    },
  ],
};

export const tslText = JSON.stringify(tsl);
