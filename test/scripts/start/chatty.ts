// A command that talks until it is ended, and then says `put back` to whoever listens at its argument's port.
import { once } from 'node:events';
import { connect } from 'node:net';
import { runCommand } from '../../../scripts/start/command.ts';

runCommand('chatty', false, async (signal) => {
  const talk = setInterval(() => process.stdout.write('on\n'), 10);
  if (!signal.aborted) await once(signal, 'abort');
  clearInterval(talk);
  process.stdout.write('ending\n');
  await once(connect(Number(process.argv[2]), '127.0.0.1').end('put back'), 'close');
  return true;
});
