import { runCli } from './run-cli.ts';

// Set, not exited with: what was printed into a pipe must get through it first.
process.exitCode = await runCli(process.argv.slice(2), {
  print: (line) => console.log(line),
  tell: (line) => console.error(line),
  untilStopped: () =>
    new Promise((resolve) => ['SIGINT', 'SIGTERM'].map((signal) => process.once(signal, () => resolve()))),
});
