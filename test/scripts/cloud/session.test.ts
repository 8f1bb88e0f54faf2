import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { endpointOf, readSession, removeSession, writeSession } from '../../../scripts/cloud/session.ts';

const session = {
  endpoint: '127.0.0.1:8080',
  device: { productKey: 'pk', deviceName: 'lamp' },
  accessKey: { id: 'me', secret: 'hidden' },
};

function fileFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'session-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, '.cache', 'cloud.json');
}

test('an address to listen on becomes one to call', () => {
  assert.equal(endpointOf('127.0.0.1', 80), '127.0.0.1:80');
  assert.equal(endpointOf('0.0.0.0', 80), '127.0.0.1:80');
  assert.equal(endpointOf('::1', 80), '[::1]:80');
  assert.equal(endpointOf('192.168.0.7', 80), 'http://192.168.0.7:80');
});

test('a session is read back as written, and only its owner may read it', (t) => {
  const file = fileFor(t);
  writeSession(session, file);
  assert.deepEqual(readSession(file), { pid: process.pid, ...session });
  assert.equal(statSync(file).mode & 0o777, 0o600);
});

test('a session of a cloud without devices is read back without one', (t) => {
  const file = fileFor(t);
  const { endpoint, accessKey } = session;
  writeSession({ endpoint, accessKey }, file);
  assert.deepEqual(readSession(file), { pid: process.pid, endpoint, accessKey });
});

test("a session written over one that others could read is the owner's alone", (t) => {
  const file = fileFor(t);
  writeSession(session, file);
  rmSync(file);
  writeFileSync(file, 'old', { mode: 0o644 });
  writeSession(session, file);
  assert.equal(statSync(file).mode & 0o777, 0o600);
});

test('a session whose process has ended is none', (t) => {
  const file = fileFor(t);
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeSession(session, file);
  writeFileSync(file, JSON.stringify({ ...session, pid }));
  assert.equal(readSession(file), undefined);
});

test('the session of a cloud that ran before, and still runs, comes back when the later one ends', (t) => {
  const file = fileFor(t);
  writeSession(session, file);
  const first = { ...session, endpoint: '127.0.0.1:1', pid: process.ppid };
  writeFileSync(file, JSON.stringify(first));
  writeSession(session, file);
  assert.equal(readSession(file)?.pid, process.pid);
  removeSession(file);
  assert.deepEqual(readSession(file), first);
  removeSession(file);
  assert.deepEqual(readSession(file), first, "another process's is left alone");
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(file, JSON.stringify({ ...session, pid }));
  writeSession(session, file);
  removeSession(file);
  assert.equal(readSession(file), undefined, 'one that has ended does not');
});

test('no file, a cut one and one of another shape are no session', (t) => {
  const file = fileFor(t);
  assert.equal(readSession(file), undefined);
  writeSession(session, file);
  const whole = readFileSync(file, 'utf8');
  for (const text of [
    whole.slice(0, -9),
    '{}',
    'null',
    JSON.stringify({ ...session, pid: 'x' }),
    whole.replace('"me"', '7'),
  ]) {
    writeFileSync(file, text);
    assert.equal(readSession(file), undefined, text);
  }
});

test("a process removes its own session and leaves another's", (t) => {
  const file = fileFor(t);
  writeSession(session, file);
  writeFileSync(file, JSON.stringify({ ...session, pid: process.ppid }));
  removeSession(file);
  assert.equal(readSession(file)?.pid, process.ppid);
  rmSync(file);
  writeSession(session, file);
  removeSession(file);
  assert.equal(readSession(file), undefined);
  assert.doesNotThrow(() => removeSession(file));
});
