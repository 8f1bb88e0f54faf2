import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { hmac, signIn } from '../../../firmware/link/identity.ts';

/** A hash as the interpreter has it: binary text in, an ArrayBuffer out. */
function hashOf(name: string): (text: string) => ArrayBuffer {
  return (text) => new Uint8Array(createHash(name).update(Buffer.from(text, 'latin1')).digest()).buffer;
}

const crypto = { SHA1: hashOf('sha1'), SHA256: hashOf('sha256') };
const DEVICE = { productKey: 'pk', deviceName: 'device', deviceSecret: 'secret' };

describe('HMAC', () => {
  const CONTENT = 'clientId12345deviceNamedeviceproductKeypktimestamp789';

  for (const [name, vector] of [
    ['md5', '14b198324fe55e1d3c88f2e705e201ee'],
    ['sha1', 'fafd82a3d602b37fb0fa8b7892f24a477f851a14'],
    ['sha256', '6074a46a91b1ebb2cc4ea42790ad0e80202c9843859fc292e57c4eb19fad9e57'],
  ] as const)
    test(`of the published sign-in is the published ${name}`, () => {
      assert.equal(hmac(hashOf(name), 'secret', CONTENT), vector);
    });

  for (const name of ['sha1', 'sha256'])
    test(`by ${name} agrees with Node's for keys of 1 to 64 bytes, whatever bytes`, () => {
      for (const length of [1, 2, 32, 63, 64]) {
        const key = Buffer.from(Array.from({ length }, (_, i) => (i * 37 + 255) & 255));
        for (const message of ['', 'm', 'm'.repeat(64), '\x00\x7f\x80\xff'.repeat(50)]) {
          const expected = createHmac(name, key).update(Buffer.from(message, 'latin1')).digest('hex');
          assert.equal(hmac(hashOf(name), key.toString('latin1'), message), expected, `${length} bytes, ${message}`);
        }
      }
    });

  test('of another key, or another message, is another', () => {
    const all = [
      hmac(crypto.SHA256, 'secret', 'one'),
      hmac(crypto.SHA256, 'secret', 'two'),
      hmac(crypto.SHA256, 'Secret', 'one'),
    ];
    assert.equal(new Set(all).size, 3);
  });

  test('writes a digest that begins with zeros with all its digits', () => {
    assert.equal(
      hmac(() => new Uint8Array([0, 1, 0x0f, 0x10, 0xff]).buffer, 'k', 'm'),
      '00010f10ff',
    );
  });
});

describe('the sign-in', () => {
  test('with the cid and the time of the published example is the published one', () => {
    assert.deepEqual(signIn(DEVICE, crypto, '12345', '789'), {
      clientId: '12345|securemode=3,signmethod=hmacsha256,timestamp=789|',
      username: 'device&pk',
      password: '6074a46a91b1ebb2cc4ea42790ad0e80202c9843859fc292e57c4eb19fad9e57',
    });
  });

  test('by SHA1 says so, and is signed by it', () => {
    assert.deepEqual(signIn({ ...DEVICE, signMethod: 'hmacsha1' }, crypto, '12345', '789'), {
      clientId: '12345|securemode=3,signmethod=hmacsha1,timestamp=789|',
      username: 'device&pk',
      password: 'fafd82a3d602b37fb0fa8b7892f24a477f851a14',
    });
  });

  test('by SHA256 may be asked for, and is what no method means', () => {
    const asked = signIn({ ...DEVICE, signMethod: 'hmacsha256' }, crypto, 'c', '1');
    assert.deepEqual(asked, signIn(DEVICE, crypto, 'c', '1'));
  });

  test('without a time has none in the client id, nor in what is signed', () => {
    const { clientId, password } = signIn(DEVICE, crypto, '12345');
    assert.equal(clientId, '12345|securemode=3,signmethod=hmacsha256|');
    const signed = createHmac('sha256', 'secret').update('clientId12345deviceNamedeviceproductKeypk').digest('hex');
    assert.equal(password, signed);
  });

  test('over TLS is security mode 2, over TCP 3, and the password is the same', () => {
    const tls = signIn({ ...DEVICE, tls: true }, crypto, 'c');
    const tcp = signIn({ ...DEVICE, tls: false }, crypto, 'c');
    assert.equal(tls.clientId, 'c|securemode=2,signmethod=hmacsha256|');
    assert.equal(tcp.clientId, 'c|securemode=3,signmethod=hmacsha256|');
    assert.equal(tls.password, tcp.password);
  });

  test('with ext asks for RRPC on custom topics, with ext 0 it does not, and the password is the same', () => {
    const ext = signIn({ ...DEVICE, ext: 1 }, crypto, 'c', '7');
    const none = signIn({ ...DEVICE, ext: 0 }, crypto, 'c', '7');
    assert.equal(ext.clientId, 'c|securemode=3,signmethod=hmacsha256,timestamp=7,ext=1|');
    assert.equal(none.clientId, 'c|securemode=3,signmethod=hmacsha256,timestamp=7|');
    assert.equal(ext.password, none.password);
  });

  test('never has the secret in it', () => {
    const { clientId, username, password } = signIn({ ...DEVICE, deviceSecret: 'DoNotTell' }, crypto, 'c');
    assert.doesNotMatch(clientId + username + password, /DoNotTell/);
  });
});
