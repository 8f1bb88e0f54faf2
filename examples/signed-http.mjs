// The API by plain signed HTTP (signature 2, RPC 1.0), for every language that has HMAC-SHA1 and an HTTP client.
// Run it against a cloud that runs: npm run cloud -- --device a1Bcd,lamp,SECRET --access-key me,SECRET, a device signed in, then
//   node examples/signed-http.mjs http://127.0.0.1:8080 me SECRET a1Bcd lamp SetPin '{"pin":"led","value":1}'
import { createHmac, randomUUID } from 'node:crypto';

const [endpoint, accessKeyId, secret, ProductKey, DeviceName, Identifier, Args = '{}'] = process.argv.slice(2);
if (!Identifier) {
  console.error('usage: signed-http.mjs ENDPOINT ACCESS_KEY_ID SECRET PRODUCT_KEY DEVICE_NAME SERVICE [ARGS]');
  process.exit(2);
}

// 1. The action's parameters, and the common ones. A nonce is used once; the time is UTC, to the second.
const parameters = {
  Action: 'InvokeThingService',
  Version: '2018-01-20',
  Format: 'JSON',
  ProductKey,
  DeviceName,
  Identifier,
  Args,
  AccessKeyId: accessKeyId,
  SignatureMethod: 'HMAC-SHA1',
  SignatureVersion: '1.0',
  SignatureNonce: randomUUID(),
  Timestamp: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
};

// 2. Percent-encoding by RFC 3986: everything but letters, digits, - _ . ~
const encode = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

// 3. Sorted by name, joined by &; the string to sign has the method and the path / before it, all encoded once more.
const query = Object.keys(parameters)
  .sort()
  .map((name) => `${encode(name)}=${encode(parameters[name])}`)
  .join('&');
const stringToSign = `POST&%2F&${encode(query)}`;

// 4. The key is the secret and an ampersand.
const signature = createHmac('sha1', `${secret}&`).update(stringToSign).digest('base64');

// 5. All of it as a form. HTTP 200 with Success false is the device's or the cloud's refusal, 4xx one of the request itself.
const response = await fetch(endpoint, {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: `${query}&Signature=${encode(signature)}`,
});
const answer = await response.json();
console.log(JSON.stringify(answer));
process.exitCode = response.ok && answer.Success ? 0 : 1;
