// A scripted device: a real MQTT client of the cloud, which answers as it was told and remembers what it saw.
import mqtt, { type MqttClient } from 'mqtt';
import { parseObject } from '../alink.ts';
import type { DeviceIdentity } from '../devices.ts';
import { devicePassword } from '../identity.ts';
import { answer, type Behaviour, fail, type Reply, type SeenCall } from './behaviours.ts';

/** Milliseconds to wait for what the cloud must answer. */
const WAIT_MS = 5000;

/** A code of the device's own, for services that have not been scripted. */
const NOT_SCRIPTED = 100404;

/** The same, where a behaviour throws: the runtime's code for a handler that did. */
const FAILED = 100500;

/** A device that does what a test tells it. */
export class ScriptedDevice {
  /** Every call it saw, oldest first. */
  readonly calls: SeenCall[] = [];
  readonly #services = new Map<string, Behaviour>();
  readonly #topics = new Map<string, Behaviour>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #otherwise: Behaviour = (call) => fail(NOT_SCRIPTED, `no such service: ${call.service}`)(call);
  #client: MqttClient | undefined;
  #lastId = 0;

  constructor(
    readonly identity: DeviceIdentity,
    readonly port: number,
    readonly host = '127.0.0.1',
  ) {}

  /** What it does when `service` is called, sync or async: a Behaviour, or data to answer with. */
  on(service: string, behaviour: Behaviour | Record<string, unknown>): this {
    this.#services.set(service, typeof behaviour === 'function' ? behaviour : answer(behaviour));
    return this;
  }

  /** What it does with RRPC on `/{pk}/{dn}{topic}`, for one `/user/get`. */
  onTopic(topic: string, behaviour: Behaviour): this {
    const { productKey, deviceName } = this.identity;
    const whole = `/${productKey}/${deviceName}${topic}`;
    this.#topics.set(whole, behaviour);
    this.#client?.subscribe(`/ext/rrpc/+${whole}`);
    return this;
  }

  /** What it does with every other message: answer 100404 unless told. */
  otherwise(behaviour: Behaviour): this {
    this.#otherwise = behaviour;
    return this;
  }

  /** Signs in, by HMAC-SHA256 and with ext=1. Rejects when the cloud refuses it. */
  async connect(): Promise<this> {
    if (this.#client) return this;
    const { productKey, deviceName, deviceSecret } = this.identity;
    const cid = `${productKey}.${deviceName}`;
    const client = mqtt.connect({
      protocol: 'mqtt',
      host: this.host,
      port: this.port,
      clientId: `${cid}|securemode=3,signmethod=hmacsha256,ext=1|`,
      username: `${deviceName}&${productKey}`,
      password: devicePassword({ cid, productKey, deviceName }, 'hmacsha256', deviceSecret),
      keepalive: 60,
      reconnectPeriod: 0,
    });
    this.#client = client;
    await new Promise<void>((resolve, reject) => {
      client.once('connect', () => resolve());
      client.once('error', reject);
      client.once('close', () => reject(new Error(`${deviceName} was not let in`)));
    });
    client.on('error', () => {});
    client.on('message', (topic, payload) => this.#take(topic, payload));
    const own = `/sys/${productKey}/${deviceName}`;
    const topics = [...this.#topics.keys()].map((topic) => `/ext/rrpc/+${topic}`);
    const filters = [`${own}/rrpc/request/+`, `/ext/rrpc/+${own}/thing/service/+`, `${own}/thing/service/#`, ...topics];
    // A SUBSCRIBE may have eight filters.
    for (let i = 0; i < filters.length; i += 8) await client.subscribeAsync(filters.slice(i, i + 8));
    return this;
  }

  /** Says goodbye: calls answer OFFLINE. */
  async disconnect(): Promise<void> {
    await this.#end(false);
  }

  /** Its connection is lost without a goodbye: calls answer HALFCONN for as long as its keep-alive. */
  async vanish(): Promise<void> {
    await this.#end(true);
  }

  /** Posts properties and resolves with the code that the cloud answered. */
  post(properties: Record<string, unknown>): Promise<number> {
    return this.#post('property', properties);
  }

  /** Posts an event and resolves with the code that the cloud answered. */
  event(identifier: string, value: Record<string, unknown>): Promise<number> {
    return this.#post(identifier, { value });
  }

  /** Publishes on `/{pk}/{dn}{topic}`. */
  async publish(topic: string, payload: string | Buffer): Promise<void> {
    const { productKey, deviceName } = this.identity;
    await this.#online().publishAsync(`/${productKey}/${deviceName}${topic}`, payload, { qos: 1 });
  }

  #post(identifier: string, params: Record<string, unknown>): Promise<number> {
    const client = this.#online();
    const { productKey, deviceName } = this.identity;
    const topic = `/sys/${productKey}/${deviceName}/thing/event/${identifier}/post`;
    this.#lastId += 1;
    const id = String(this.#lastId);
    return new Promise((resolve, reject) => {
      const take = (on: string, payload: Buffer) => {
        const reply = on === `${topic}_reply` ? parseObject(payload.toString('utf8')) : undefined;
        if (reply?.id !== id) return;
        done();
        resolve(Number(reply.code));
      };
      const timer = setTimeout(() => {
        done();
        reject(new Error(`the cloud did not acknowledge ${identifier}`));
      }, WAIT_MS);
      const done = () => {
        clearTimeout(timer);
        client.off('message', take);
      };
      client.on('message', take);
      client.publish(topic, JSON.stringify({ id, version: '1.0', params, method: `thing.event.${identifier}.post` }));
    });
  }

  #online(): MqttClient {
    if (!this.#client) throw new Error(`device ${this.identity.deviceName} is offline: connect() it first`);
    return this.#client;
  }

  async #end(abruptly: boolean): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    const client = this.#client;
    this.#client = undefined;
    if (!client) return;
    if (abruptly) client.stream.destroy();
    await client.endAsync(abruptly);
  }

  #take(topic: string, payload: Buffer): void {
    const place = placeOf(topic);
    if (!place) return;
    const request = parseObject(payload.toString('utf8'));
    const method = typeof request?.method === 'string' ? request.method : '';
    const service = /^thing\.service\.(.+)$/.exec(method)?.[1] ?? '';
    const params = parseObject(JSON.stringify(request?.params ?? null));
    const call: SeenCall = { service, params, topic, messageId: place.messageId, payload, at: Date.now() };
    this.calls.push(call);
    const behaviour = this.#topics.get(place.bare) ?? this.#services.get(service) ?? this.#otherwise;
    let reply: Reply;
    try {
      reply = behaviour(call);
    } catch (error) {
      reply = { code: FAILED, message: error instanceof Error ? error.message : 'the behaviour threw' };
    }
    this.#reply(place.reply, request?.id, reply);
  }

  #reply(topic: string, id: unknown, { afterMs = 0, ...reply }: Reply): void {
    if (reply.silent) return;
    const { code = 200, data = {}, message } = reply;
    const known = typeof id === 'string' || typeof id === 'number' ? String(id) : '';
    const payload = reply.raw ?? JSON.stringify({ id: known, code, data, ...(message && { message }) });
    const client = this.#client;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (client?.connected) client.publish(topic, payload);
    }, afterMs);
    this.#timers.add(timer);
  }
}

/** A request's message id, its topic without `/ext/rrpc/{messageId}`, and where its reply goes; undefined for no request. */
function placeOf(topic: string): { messageId: string; bare: string; reply: string } | undefined {
  const ext = /^\/ext\/rrpc\/(\d+)(\/.+)$/.exec(topic);
  if (ext) return { messageId: ext[1] ?? '', bare: ext[2] ?? '', reply: topic };
  const system = /^(.+\/rrpc)\/request\/(\d+)$/.exec(topic);
  if (system) return { messageId: system[2] ?? '', bare: topic, reply: `${system[1]}/response/${system[2]}` };
  if (/\/thing\/service\/.+(?<!_reply)$/.test(topic)) return { messageId: '', bare: topic, reply: `${topic}_reply` };
  return undefined;
}
