// A thing model as QueryThingModel tells it: ThingModelJson, which names things otherwise than TSL. Members by alphabet.
import { type DataType, type Parameter, type Property, readTsl, type Service, type ThingEvent } from './tsl.ts';

type Members = { [name: string]: unknown };

/** What a module of a thing model is called. */
export interface ModuleName {
  functionBlockId: string;
  functionBlockName: string;
}

/** ThingModelJson of one module. `others` are the product's further modules, which only the default one (an empty
 *  FunctionBlockId) lists. */
export function thingModelJson(
  productKey: string,
  tsl: string,
  { functionBlockId, functionBlockName }: ModuleName,
  others: readonly ModuleName[],
): string {
  const { properties, services, events } = readTsl(tsl);
  const whole = { productKey, required: false, custom: true };
  const members: Members = {
    productKey,
    properties: properties.map((one) => ({ ...whole, ...ofProperty(one) })),
    services: services.map((one) => ({ ...whole, ...ofService(one) })),
    events: events.map((one) => ({ ...whole, ...ofEvent(one) })),
  };
  if (functionBlockId) Object.assign(members, { identifier: functionBlockId, name: functionBlockName });
  else if (others.length > 0) members.functionBlocks = others.map((other) => ({ productKey, ...other }));
  return JSON.stringify(sorted(members));
}

function ofProperty({ accessMode, required, ...parameter }: Property): Members {
  const rwFlag = { r: 'READ_ONLY', w: 'WRITE_ONLY', rw: 'READ_WRITE' }[accessMode];
  return { ...ofParameter(parameter), required, rwFlag };
}

function ofService({ identifier, name, callType, required, inputData, outputData }: Service): Members {
  return {
    identifier,
    serviceName: name,
    callType: callType.toUpperCase(),
    required,
    inputParams: inputData.map(directed('PARAM_INPUT')),
    outputParams: outputData.map(directed('PARAM_OUTPUT')),
  };
}

function ofEvent({ identifier, name, type, required, outputData }: ThingEvent): Members {
  const eventType = `${type.toUpperCase()}_EVENT_TYPE`;
  return { identifier, eventName: name, eventType, required, outputdata: outputData.map(directed('PARAM_OUTPUT')) };
}

const directed = (direction: string) => (parameter: Parameter, paramOrder: number) => ({
  ...ofParameter(parameter),
  direction,
  paramOrder,
});

function ofParameter({ identifier, name, dataType }: Parameter): Members {
  return { identifier, name, dataType: dataType.type.toUpperCase(), ...specsOf(dataType) };
}

/** Types whose limits are a list have it in `dataSpecsList`, the others in `dataSpecs`. */
function specsOf({ type, specs }: DataType): Members {
  const dataType = type.toUpperCase();
  if (type === 'struct') {
    const fields = specs.map(({ identifier, name, dataType: child }) => {
      const childSpecs = specsOf(child);
      const childDataType = child.type.toUpperCase();
      return { identifier, childName: name, childDataType, dataType, ...childSpecs };
    });
    return { dataSpecsList: fields };
  }
  if (type === 'array') {
    const { size, item } = specs;
    const { dataSpecsList, dataSpecs } = specsOf(item);
    const childDataType = item.type.toUpperCase();
    return { dataSpecs: { dataType, childDataType, size, dataSpecsList, childSpecs: dataSpecs } };
  }
  if (type === 'bool' || type === 'enum') {
    const list = Object.entries(specs).map(([value, name]) => ({ dataType, name, value: Number(value) }));
    return { dataSpecsList: list };
  }
  return { dataSpecs: { ...specs, dataType } };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, one]) => [name, sorted(one)]));
}
