import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { keptCertificate, makeCertificate, readCertificate } from '../../../../scripts/cloud/mqtt/certificate.ts';

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a certificate of its own making names the host and this computer, and is its own authority', async () => {
  const { cert, key } = await makeCertificate('192.168.1.10');
  const parsed = new X509Certificate(cert);
  assert.equal(parsed.checkIP('192.168.1.10'), '192.168.1.10');
  assert.equal(parsed.checkHost('localhost'), 'localhost');
  assert.equal(parsed.checkHost('example.com'), undefined);
  assert.equal(parsed.ca, true);
  assert.match(key, /PRIVATE KEY/);
});

test('it is made once and kept, its key readable by the owner only', async (t) => {
  const folder = join(folderFor(t), 'tls');
  const first = await keptCertificate(folder, '127.0.0.1');
  assert.deepEqual(await keptCertificate(folder, '127.0.0.1'), first);
  assert.equal(statSync(join(folder, 'key.pem')).mode & 0o777, 0o600);
});

test('it is made anew for another host, near its end, and when its files are broken', async (t) => {
  const folder = folderFor(t);
  const first = await keptCertificate(folder, '127.0.0.1');
  const other = await keptCertificate(folder, 'cloud.test');
  assert.notEqual(other.cert, first.cert);
  const late = Date.now() + 3640 * 24 * 3_600_000;
  assert.notEqual((await keptCertificate(folder, 'cloud.test', late)).cert, other.cert);
  writeFileSync(join(folder, 'cert.pem'), 'broken');
  await keptCertificate(folder, 'cloud.test');
  assert.match(readFileSync(join(folder, 'cert.pem'), 'utf8'), /BEGIN CERTIFICATE/);
});

test('a folder that cannot be written is named', async (t) => {
  const folder = folderFor(t);
  writeFileSync(join(folder, 'file'), '');
  await assert.rejects(keptCertificate(join(folder, 'file'), 'a'), /the certificate cannot be kept in .*file/);
});

test('a certificate of yours is read; files that are missing or do not belong together are named, and never shown', async (t) => {
  const folder = folderFor(t);
  const [one, two] = [await makeCertificate('a'), await makeCertificate('b')];
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const [cert, key, wrong] = [write('c', one.cert), write('k', one.key), write('w', two.key)];
  assert.deepEqual(readCertificate(cert, key), one);
  assert.throws(() => readCertificate(cert, wrong), {
    message: `${cert} and ${wrong} must be a certificate and its private key, PEM both`,
  });
  assert.throws(() => readCertificate(join(folder, 'none'), key), /none cannot be read: ENOENT/);
});
