// The products' thing models, ready to check with: all modules of one together.
import type { ModelRecord, Store } from '../store/store.ts';
import { checkParameters, checkValue, type Fault, TSL_CODES } from './check.ts';
import { type Property, readTsl, type Service, type ThingEvent, type Tsl } from './tsl.ts';

/** A product's thing model. Identifiers of a module other than the default one are `module:identifier`. */
export class ThingModel {
  readonly properties = new Map<string, Property>();
  readonly services = new Map<string, Service>();
  readonly events = new Map<string, ThingEvent>();

  constructor(modules: ReadonlyMap<string, Tsl>) {
    for (const [functionBlockId, tsl] of modules) {
      const nameOf = (identifier: string) => (functionBlockId ? `${functionBlockId}:${identifier}` : identifier);
      for (const one of tsl.properties) this.properties.set(nameOf(one.identifier), one);
      for (const one of tsl.services) this.services.set(nameOf(one.identifier), one);
      for (const one of tsl.events) this.events.set(nameOf(one.identifier), one);
    }
  }

  /** What is wrong with a property's value, or undefined. */
  checkProperty(identifier: string, value: unknown): Fault | undefined {
    const property = this.properties.get(identifier);
    if (!property) return unknown('property', identifier, this.properties, TSL_CODES.unknownProperty);
    return checkValue(property.dataType, value, identifier);
  }

  /** What is wrong with setting a property to a value, or undefined: also that it is read-only. */
  checkSetting(identifier: string, value: unknown): Fault | undefined {
    if (this.properties.get(identifier)?.accessMode === 'r')
      return { code: TSL_CODES.unknownProperty, message: `property ${identifier} is read-only` };
    return this.checkProperty(identifier, value);
  }

  /** What is wrong with a service's arguments, or undefined. */
  checkArguments(identifier: string, values: Readonly<Record<string, unknown>>): Fault | undefined {
    const service = this.services.get(identifier);
    if (!service) return unknown('service', identifier, this.services, TSL_CODES.unknownService);
    return checkParameters(service.inputData, values);
  }

  /** What is wrong with an event's output, or undefined. */
  checkEvent(identifier: string, values: Readonly<Record<string, unknown>>): Fault | undefined {
    const event = this.events.get(identifier);
    if (!event) return unknown('event', identifier, this.events, TSL_CODES.unknownEvent);
    return checkParameters(event.outputData, values);
  }
}

function unknown(what: string, identifier: string, known: ReadonlyMap<string, unknown>, code: number): Fault {
  const names = [...known.keys()].join(', ') || 'none';
  return { code, message: `${what} ${identifier} is not in the thing model, which has: ${names}` };
}

/** The thing models of a store, each read once. */
export class Models {
  readonly #read = new WeakMap<ReadonlyMap<string, ModelRecord>, ThingModel>();

  constructor(readonly store: Store) {}

  /** A product's thing model; undefined when it has none: then nothing is checked. */
  of(productKey: string): ThingModel | undefined {
    const modules = this.store.models(productKey);
    if (modules.size === 0) return undefined;
    const known = this.#read.get(modules);
    if (known) return known;
    const tsls = [...modules].map(([functionBlockId, { tsl }]) => [functionBlockId, readTsl(tsl)] as const);
    const model = new ThingModel(new Map(tsls));
    this.#read.set(modules, model);
    return model;
  }
}
