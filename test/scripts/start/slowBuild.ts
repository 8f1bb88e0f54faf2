// A command that builds, whatever was kept, until Ctrl-C: the process of the build must end with it.
import { createBuilder } from '../../../scripts/start/builder.ts';
import { runCommand } from '../../../scripts/start/command.ts';
import { orAborted } from '../../../scripts/start/online.ts';

runCommand('slowBuild', false, async (signal) => {
  const builder = createBuilder();
  console.log('bundle   building');
  try {
    for (;;) await orAborted(builder.build({ debug: true }), signal);
  } finally {
    await builder.stop();
  }
});
