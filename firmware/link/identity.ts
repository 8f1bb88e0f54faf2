/** The device's sign-in: what it writes into CONNECT. */

/** Who the device is. */
export interface Identity {
  productKey: string;
  deviceName: string;
  deviceSecret: string;
  /** `hmacsha256` where absent; `hmacsha1` is the other that the interpreter has natively. */
  signMethod?: string;
  /** 1: RRPC on custom topics, and sync services in the ext form. */
  ext?: number;
  tls?: boolean;
}

/** The hashes of `require('crypto')`. */
export interface Hashes {
  SHA1(text: string): ArrayBuffer;
  SHA256(text: string): ArrayBuffer;
}

/** HMAC as lower-case hex. RFC 2104, for keys of up to 64 bytes: the platform's secrets have 32. */
export function hmac(hash: (text: string) => ArrayBuffer, key: string, message: string): string {
  function digest(mask: number, text: string): Uint8Array {
    let pad = '';
    // charCodeAt gives NaN beyond the key's end, and NaN ^ mask is mask.
    for (let i = 0; i < 64; i++) pad += String.fromCharCode(key.charCodeAt(i) ^ mask);
    return new Uint8Array(hash(pad + text));
  }
  const inner = digest(0x36, message) as unknown as number[];
  const outer = digest(0x5c, String.fromCharCode.apply(null, inner));
  let hex = '';
  for (let i = 0; i < outer.length; i++) hex += (outer[i] + 256).toString(16).slice(1);
  return hex;
}

/** Client identifier, user name and password of CONNECT. The platform's "MQTT connection sign-in": the names in
 *  alphabetical order, members that are absent from the client identifier left out. `cid` is free text of up to 64
 *  bytes; `timestamp` is any digits, the true time is not asked for. */
export function signIn(
  identity: Identity,
  crypto: Hashes,
  cid: string,
  timestamp?: string,
): { clientId: string; username: string; password: string } {
  const sha1 = identity.signMethod === 'hmacsha1';
  const name = identity.deviceName;
  return {
    clientId:
      cid +
      '|securemode=' +
      (identity.tls ? 2 : 3) +
      ',signmethod=' +
      (sha1 ? 'hmacsha1' : 'hmacsha256') +
      (timestamp ? ',timestamp=' + timestamp : '') +
      (identity.ext ? ',ext=1' : '') +
      '|',
    username: name + '&' + identity.productKey,
    password: hmac(
      sha1 ? crypto.SHA1 : crypto.SHA256,
      identity.deviceSecret,
      'clientId' +
        cid +
        'deviceName' +
        name +
        'productKey' +
        identity.productKey +
        (timestamp ? 'timestamp' + timestamp : ''),
    ),
  };
}
