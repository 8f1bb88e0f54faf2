// The certificate of the TLS port: yours, or one of the cloud's own making, kept so that a device may pin it.
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { generate, type SubjectAltNameEntry } from 'selfsigned';

/** A certificate, or chain, and its private key, PEM both. */
export interface Certificate {
  cert: string;
  key: string;
}

/** How long one of the cloud's own making holds, in days, and how long before its end it is made anew. */
const DAYS = 3650;
const RENEW_DAYS = 30;

const DAY_MS = 24 * 3_600_000;

/** A self-signed certificate for `host` and this computer's own names: RSA 2048 and SHA-256, which every device's TLS has. */
export async function makeCertificate(host: string, now = Date.now()): Promise<Certificate> {
  const names = [...new Set([host, 'localhost', '127.0.0.1'])].filter((name) => !/^(0\.0\.0\.0|::)$/.test(name));
  const altNames = names.map(
    (name): SubjectAltNameEntry => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name }),
  );
  const made = await generate([{ name: 'commonName', value: 'espruino-rrpc local cloud' }], {
    keySize: 2048,
    algorithm: 'sha256',
    notBeforeDate: new Date(now - DAY_MS),
    notAfterDate: new Date(now + DAYS * DAY_MS),
    extensions: [
      // Its own authority, so that a client can be given it as CA.
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  });
  return { cert: made.cert, key: made.private };
}

/** The certificate kept in `folder`, made when there is none for `host` or it ends within RENEW_DAYS. The key's file is its
 *  owner's alone. Rejects, naming the folder, when it cannot be written. */
export async function keptCertificate(folder: string, host: string, now = Date.now()): Promise<Certificate> {
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const kept = readKept(files);
  if (kept && holds(kept, host, now)) return kept;
  const made = await makeCertificate(host, now);
  try {
    mkdirSync(folder, { recursive: true });
    for (const name of ['key', 'cert'] as const) {
      writeFileSync(`${files[name]}.new`, made[name], { mode: name === 'key' ? 0o600 : 0o644 });
      renameSync(`${files[name]}.new`, files[name]);
    }
  } catch (error) {
    throw new Error(`the certificate cannot be kept in ${folder}: ${(error as Error).message}`, { cause: error });
  }
  return made;
}

/** A certificate of yours, from its files. Throws an error that names the file, or says that the two do not belong together;
 *  never what is in them. */
export function readCertificate(certFile: string, keyFile: string): Certificate {
  const read = (file: string) => {
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      const { code = 'unknown error' } = error as NodeJS.ErrnoException;
      throw new Error(`${file} cannot be read: ${code}`);
    }
  };
  const certificate = { cert: read(certFile), key: read(keyFile) };
  try {
    createSecureContext(certificate);
  } catch {
    throw new Error(`${certFile} and ${keyFile} must be a certificate and its private key, PEM both`);
  }
  return certificate;
}

function readKept(files: Certificate): Certificate | undefined {
  try {
    return readCertificate(files.cert, files.key);
  } catch {
    return undefined;
  }
}

function holds({ cert }: Certificate, host: string, now: number): boolean {
  const parsed = new X509Certificate(cert);
  const named = isIP(host) ? parsed.checkIP(host) : parsed.checkHost(host);
  const anyAddress = host === '0.0.0.0' || host === '::';
  return (anyAddress || named !== undefined) && Date.parse(parsed.validTo) - now > RENEW_DAYS * DAY_MS;
}
