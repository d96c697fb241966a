import { confirm } from './confirm.ts';
import { runCli } from './run-cli.ts';
import { EXIT } from './terminal.ts';

let unwritten = false;
process.stdout.on('error', (error) => {
  // Whoever read has had enough, as `head` does: what was to be done is done all the same.
  if ('code' in error && error.code === 'EPIPE') return;
  if (!unwritten) console.error(`stdout: ${error.message}`);
  unwritten = true;
  process.exitCode = EXIT.failed;
});

const exitCode = await runCli(process.argv.slice(2), {
  print: (line) => console.log(line),
  tell: (line) => console.error(line),
  untilStopped: () =>
    new Promise((resolve) => ['SIGINT', 'SIGTERM'].map((signal) => process.once(signal, () => resolve()))),
  confirm,
});
// Set, not exited with: what was printed into a pipe must get through it first.
if (!unwritten) process.exitCode = exitCode;
