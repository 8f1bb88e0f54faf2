// A pseudo-terminal in a process of its own: its name as the first line, then its bytes on standard input and output.
// The terminal's inner end is inherited by every process that its owner starts, and stays open with them; here it starts
// none but the one that holds the outer end open, so that the terminal is gone when this process is.
import { spawn } from '@lydell/node-pty';

const pty = spawn('sh', ['-c', 'stty raw -echo && tty && exec sleep 3600'], { encoding: null });
let isNamed = false;
pty.onData((data) => {
  const bytes = Buffer.from(data);
  if (isNamed) {
    process.stdout.write(bytes);
    return;
  }
  const name = /\/dev\/\S+/.exec(bytes.toString())?.[0];
  if (name === undefined) return;
  isNamed = true;
  process.stdout.write(`${name}\n`);
});
process.stdin.on('data', (bytes) => pty.write(bytes));
process.stdin.on('end', () => process.exit(0));
