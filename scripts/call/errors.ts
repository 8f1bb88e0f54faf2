// How a call fails, in words a person can act on.

/** A call that brought no answer from the device. `code` is OFFLINE, TIMEOUT, HALFCONN or UNKNOWN, the API's own code such
 *  as SignatureDoesNotMatch, UNREACHABLE for an endpoint that does not answer, or BAD_REPLY for an answer that cannot be
 *  read. The message names the thing and never a secret. */
export class CallError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** What the call was, for the messages. */
export interface CallPlace {
  endpoint: string;
  accessKeyId: string;
  /** `productKey,deviceName` */
  device: string;
}

/** Explains an API failure code. `text` is the API's own message. */
export function explainCode(code: string, text: string, place: CallPlace): CallError {
  const { endpoint, accessKeyId, device } = place;
  const short = code.replace(/^iot\.messagebroker\.(?=(OFFLINE|HALFCONN|TIMEOUT|UNKNOWN)$)/, '');
  const known: Record<string, string> = {
    OFFLINE: `device ${device} is not connected`,
    HALFCONN: `device ${device} lost its connection less than one keep-alive ago`,
    TIMEOUT: `device ${device} did not answer in time; what was asked may have been done`,
    UNKNOWN: `the cloud could not ask device ${device}`,
    SignatureDoesNotMatch: `the secret given for access key ${accessKeyId} is wrong at ${endpoint}`,
    'InvalidAccessKeyId.NotFound': `access key ${accessKeyId} is not known at ${endpoint}`,
    'iot.prod.NotExistedProduct': `product of device ${device} is not known at ${endpoint}`,
    'iot.device.NotExistedDevice': `device ${device} is not known at ${endpoint}`,
    'InvalidTimeStamp.Expired': `this computer's clock is more than 15 minutes off that of ${endpoint}`,
  };
  return new CallError(short, known[short] ?? (text || 'no further explanation'));
}

/** Explains what the official client threw: an API error, or the network's. */
export function explainThrown(error: unknown, place: CallPlace): CallError {
  if (error instanceof CallError) return error;
  const { code = '', message = '', cause } = error as Error & { code?: string; cause?: { code?: string } };
  const network = [code, cause?.code ?? '', message].find((text) => /^(E[A-Z]+|connect E[A-Z]+.*)$/.test(text));
  if (/ReadTimeout/.test(message)) return explainCode('TIMEOUT', '', place);
  if (network !== undefined || /ConnectTimeout|socket hang up|ECONN|ENOTFOUND|EAI_AGAIN/.test(message)) {
    const start = /^(127\.|localhost|\[::1\])/.test(place.endpoint) ? ': start it with npm start or npm run cloud' : '';
    return new CallError('UNREACHABLE', `nothing answers at ${place.endpoint}${start}`);
  }
  // The API's message ends with the string it signed and a request id: one line is enough.
  const text = message.replace(/^[\w.]+: /, '').replace(/^code: \d+, /, '');
  const line = text.replace(/ server string to sign is:[\s\S]*$/, '').replace(/ request id: \S*$/, '');
  return explainCode(code || 'UNKNOWN', line, place);
}
