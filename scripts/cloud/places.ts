// Where the cloud keeps its files on this computer.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder: `.cache` beside this project, which git ignores, or where RRPC_CACHE says. */
const CACHE = process.env.RRPC_CACHE || fileURLToPath(new URL('../../.cache', import.meta.url));

/** The store when no folder is given. RRPC_STORE names another, as tests do. */
export const STORE_FOLDER = process.env.RRPC_STORE || join(CACHE, 'cloud');

/** The session file. RRPC_SESSION names another, so that several clouds on one computer, those of tests among them, do not take
 *  each other's place. */
export const SESSION_FILE = process.env.RRPC_SESSION || join(CACHE, 'cloud.json');

/** Where a certificate of the cloud's own making is kept. */
export const CERTIFICATE_FOLDER = join(CACHE, 'tls');
