// To be imported before anything that knows the session file: these tests have one of their own.
import { tmpdir } from 'node:os';
import { join } from 'node:path';

process.env.RRPC_SESSION = join(tmpdir(), `session-watch-${process.pid}.json`);
