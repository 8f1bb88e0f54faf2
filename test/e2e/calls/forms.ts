// The table: each form of a call by its outcome, with the exact bytes in and out. What each board must do is the same.

/** What stands in front of a device's topics here. */
export const OWN = '/a1Bcd/lamp';
const SYS = `/sys${OWN}`;

/** One form of a call. */
export interface Form {
  name: string;
  /** Where a request of message `mid` comes, and where its answer goes. `identifier` is the service. */
  topic(mid: string, identifier: string): string;
  to(mid: string, identifier: string): string;
  /** Whether the topic names the service; otherwise the payload's method does. */
  named: boolean;
}

const sync: Form = {
  name: 'sync service, ext form',
  topic: (mid, identifier) => `/ext/rrpc/${mid}${SYS}/thing/service/${identifier}`,
  to: (mid, identifier) => `/ext/rrpc/${mid}${SYS}/thing/service/${identifier}`,
  named: true,
};
const system: Form = {
  name: 'sync service, system form',
  topic: (mid) => `${SYS}/rrpc/request/${mid}`,
  to: (mid) => `${SYS}/rrpc/response/${mid}`,
  named: false,
};
const asynchronous: Form = {
  name: 'async service',
  topic: (_, identifier) => `${SYS}/thing/service/${identifier}`,
  to: (_, identifier) => `${SYS}/thing/service/${identifier}_reply`,
  named: true,
};

/** The forms that bring a service's request. */
export const SERVICE_FORMS: readonly Form[] = [sync, system, asynchronous];

/** The forms that bring raw bytes, and the name that their handler has at the console. */
export const RAW_FORMS: readonly (Form & { handler: string })[] = [
  { ...system, name: 'system RRPC', handler: '/' },
  {
    name: 'custom topic',
    topic: (mid) => `/ext/rrpc/${mid}${OWN}/user/get`,
    to: (mid) => `/ext/rrpc/${mid}${OWN}/user/get`,
    named: true,
    handler: '/user/get',
  },
];

/** A property's form: the async topic of `property/set` or `property/get`. */
export const PROPERTY_SET: Form = { ...asynchronous, name: 'property set' };
export const PROPERTY_GET: Form = { ...asynchronous, name: 'property get' };

/** One row: what is asked in a form, and what is answered. */
export interface Row {
  outcome: string;
  form: Form;
  /** The service, as the topic has it. */
  identifier: string;
  /** The payload in, `ID` in place of the envelope's id. */
  payload: string;
  /** The payload out, in the same manner. */
  reply: string;
  /** Typed at the board's console before, and after. */
  before?: string;
  after?: string;
}

/** A request with these parameters, as text. */
function alink(identifier: string, params: string): string {
  return `{"id":"ID","version":"1.0","params":${params},"method":"thing.service.${identifier.replace('/', '.')}"}`;
}

/** A failure, as text. */
function failure(code: number, message: string, id = 'ID'): string {
  return `{"id":"${id}","code":${code},"data":{},"message":"${message}"}`;
}

/** What has the board's pins throw, and what ends it: the bundle finds the function by its name. */
const BREAK = 'var whole = digitalRead; global.digitalRead = function () { throw new Error("out of paper"); }';
const MEND = 'global.digitalRead = whole';

const ON = '{"pin":"led","value":1}';

const services = SERVICE_FORMS.flatMap((form): Row[] => {
  const row = (outcome: string, identifier: string, payload: string, reply: string): Row => {
    return { outcome, form, identifier, payload, reply };
  };
  return [
    row('success', 'SetPin', alink('SetPin', ON), `{"id":"ID","code":200,"data":${ON}}`),
    row(
      'service unknown',
      'Launch',
      alink('Launch', '{}'),
      failure(100404, 'no service \\"Launch\\": ask ListServices'),
    ),
    row(
      'service of a module that is not there',
      'lights:SetPin',
      alink('lights:SetPin', '{}'),
      failure(100404, 'no service \\"lights:SetPin\\": ask ListServices'),
    ),
    row(
      'parameter wrong',
      'SetPin',
      alink('SetPin', '{"pin":"led","value":2}'),
      failure(460, 'value must be 0 or 1, not 2'),
    ),
    row(
      'parameter missing: params absent',
      'DescribeService',
      '{"id":"ID","method":"thing.service.DescribeService"}',
      failure(460, 'service is missing: it must be 1..64 bytes'),
    ),
    row(
      'parameter missing: params null',
      'DescribeService',
      alink('DescribeService', 'null'),
      failure(460, 'service is missing: it must be 1..64 bytes'),
    ),
    row('wrong type: params', 'SetPin', alink('SetPin', '5'), failure(460, 'params must be an object')),
    row('wrong type: params a list', 'SetPin', alink('SetPin', '[1]'), failure(460, 'params must be an object')),
    row(
      'wrong type: id',
      'SetPin',
      `{"id":5,"params":${ON},"method":"thing.service.SetPin"}`,
      failure(400, 'id must be a string of digits', ''),
    ),
    row(
      'version 1.0.0',
      'SetPin',
      alink('SetPin', ON).replace('"1.0"', '"1.0.0"'),
      `{"id":"ID","code":200,"data":${ON}}`,
    ),
    row(
      'another version',
      'SetPin',
      alink('SetPin', ON).replace('"1.0"', '"2.0"'),
      failure(400, 'version must be \\"1.0\\" or \\"1.0.0\\"'),
    ),
    row('not JSON', 'SetPin', 'hello', failure(400, 'the payload must be a JSON object', '')),
    row('nearly JSON', 'SetPin', `${alink('SetPin', ON)} x`, failure(400, 'the payload must be a JSON object', '')),
    {
      ...row('handler throws', 'SetPin', alink('SetPin', ON), failure(100500, 'out of paper')),
      before: BREAK,
      after: MEND,
    },
  ];
});

const properties: Row[] = [
  {
    outcome: 'success',
    form: PROPERTY_SET,
    identifier: 'property/set',
    payload: alink('property/set', '{"relay":1}'),
    reply: '{"id":"ID","code":200,"data":{"relay":1}}',
  },
  {
    outcome: 'parameter wrong',
    form: PROPERTY_SET,
    identifier: 'property/set',
    payload: alink('property/set', '{"relay":2}'),
    reply: failure(460, 'relay must be 0 or 1, not 2'),
  },
  {
    outcome: 'property unknown',
    form: PROPERTY_SET,
    identifier: 'property/set',
    payload: alink('property/set', '{"relay":1,"nope":1}'),
    reply: failure(460, 'no property \\"nope\\": SETTABLE'),
  },
  {
    outcome: 'success',
    form: PROPERTY_GET,
    identifier: 'property/get',
    payload: alink('property/get', '["relay"]'),
    reply: '{"id":"ID","code":200,"data":{"relay":1}}',
  },
  {
    outcome: 'property unknown',
    form: PROPERTY_GET,
    identifier: 'property/get',
    payload: alink('property/get', '["nope"]'),
    reply: failure(460, 'no property \\"nope\\": GETTABLE'),
  },
  {
    outcome: 'wrong type',
    form: PROPERTY_GET,
    identifier: 'property/get',
    payload: alink('property/get', '{}'),
    reply: failure(460, 'params must be a list of names'),
  },
  ...[PROPERTY_SET, PROPERTY_GET].flatMap((form, i): Row[] => {
    const identifier = i ? 'property/get' : 'property/set';
    const good = i ? '["relay"]' : '{"relay":1}';
    return [
      {
        outcome: 'not JSON',
        form,
        identifier,
        payload: '{"id":"1"',
        reply: failure(400, 'the payload must be a JSON object', ''),
      },
      {
        outcome: 'handler throws',
        form,
        identifier,
        payload: alink(identifier, good),
        reply: failure(100500, 'out of paper'),
        before: BREAK,
        after: MEND,
      },
    ];
  }),
];

const raw = RAW_FORMS.flatMap((form): Row[] => {
  const row = (outcome: string, payload: string, code: string, reply: string): Row => {
    const before = `rrpc.topics[${JSON.stringify(form.handler)}] = function (payload) { ${code} }`;
    return { outcome, form, identifier: '', payload, reply, before };
  };
  return [
    row('success', 'any text', 'return payload + "!";', 'any text!'),
    row('not JSON, any bytes', '\0\x01\x80\xff', 'return payload;', '\0\x01\x80\xff'),
    row('handler throws', 'any text', 'throw new Error("out of paper");', failure(100500, 'out of paper', '')),
  ];
});

/** Every row that is one request and one answer. */
export const ROWS: readonly Row[] = [...services, ...properties, ...raw];
