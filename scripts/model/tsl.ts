// The thing model as the platform imports it: TSL. Members, their order and their values are those of the platform's page
// "TSL parameters" and of the model files that its console exports.
import type { PinData } from '../bundle/board.ts';
import type { Parameter, Property } from '../cloud/model/tsl.ts';
import { dataTypeOf, parameter } from './dataType.ts';
import { EVENTS, propertiesOf } from './pins.ts';
import type { Service } from './services.ts';

/** "The URL of the TSL model": every exported file has this one. */
const SCHEMA = 'https://iotx-tsl.oss-ap-southeast-1.aliyuncs.com/schema.json';

/** Longest description of a feature, in characters. The page "Add a TSL feature". */
const DESCRIPTION = 100;

/** A service of TSL. The `inputData` of the properties' `get` are names. */
interface Method {
  identifier: string;
  name: string;
  required: boolean;
  callType: 'sync' | 'async';
  desc: string;
  method: string;
  inputData: (Parameter | string)[];
  outputData: Parameter[];
}

/** TSL, and a line for each thing that it has no words for. */
export interface Model {
  tsl: {
    schema: string;
    profile: { productKey: string };
    properties: Property[];
    events: unknown[];
    services: Method[];
  };
  left: string[];
}

/** The thing model of a board with these services and pins. A service with a parameter that TSL cannot declare is left out:
 *  RRpc calls it, which asks for no model. So is a result of that kind, of a service that stays. */
export function thingModel(productKey: string, services: readonly Service[], pins: readonly PinData[]): Model {
  const left: string[] = [];
  const properties = propertiesOf(pins);
  const methods = services.flatMap((one) => methodOf(one, left));
  const events = EVENTS.map(({ does, outputData, ...event }) => ({
    ...event,
    desc: does,
    method: `thing.event.${event.identifier}.post`,
    outputData,
  }));
  const own = properties.length > 0 ? ofProperties(properties) : { services: [], events: [] };
  return {
    tsl: {
      schema: SCHEMA,
      profile: { productKey },
      properties,
      events: [...own.events, ...events],
      services: [...own.services, ...methods],
    },
    left,
  };
}

function methodOf(declared: Service, left: string[]): Method[] {
  const { name, does } = declared;
  const sides = (['input', 'output'] as const).map((side) => {
    const without: string[] = [];
    const data = Object.entries(declared[side]).flatMap(([identifier, field]) => {
      const dataType = dataTypeOf(field);
      if (!dataType) without.push(identifier);
      return dataType ? [parameter(identifier, dataType)] : [];
    });
    return { data, without };
  });
  const [input, output] = sides as [(typeof sides)[0], (typeof sides)[0]];
  if (input.without.length > 0) {
    left.push(`${name} is left out: TSL has no type for its ${input.without.join(', ')}. RRpc calls it.`);
    return [];
  }
  for (const one of output.without)
    left.push(`${name}: TSL has no type for its result ${one}, which comes all the same.`);
  return [
    {
      identifier: name,
      name,
      required: false,
      callType: 'sync',
      desc: shortened(does),
      method: `thing.service.${name}`,
      inputData: input.data,
      outputData: output.data,
    },
  ];
}

/** What the platform itself adds to a model with properties: the services `set` and `get` and the event `post`. */
function ofProperties(properties: readonly Property[]): { services: Method[]; events: unknown[] } {
  const data = (some: readonly Property[]) =>
    some.map(({ identifier, name, dataType }) => ({ identifier, name, dataType }));
  const settable = properties.filter(({ accessMode }) => accessMode !== 'r');
  const all = { required: true, callType: 'async' } as const;
  const set = { inputData: data(settable), outputData: [] };
  const get = { inputData: properties.map(({ identifier }) => identifier), outputData: data(properties) };
  return {
    services: [
      {
        identifier: 'set',
        name: 'set',
        ...all,
        desc: 'Sets properties.',
        method: 'thing.service.property.set',
        ...set,
      },
      {
        identifier: 'get',
        name: 'get',
        ...all,
        desc: 'Gets properties.',
        method: 'thing.service.property.get',
        ...get,
      },
    ],
    events: [
      {
        identifier: 'post',
        name: 'post',
        type: 'info',
        required: true,
        desc: 'Posts properties.',
        method: 'thing.event.property.post',
        outputData: data(properties),
      },
    ],
  };
}

/** No longer than a description may be, cut between words. */
function shortened(text: string): string {
  return text.length <= DESCRIPTION ? text : `${text.slice(0, DESCRIPTION - 3).replace(/\W+\w*$/, '')}...`;
}
