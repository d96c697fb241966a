import { Command, InvalidArgumentError } from 'commander';
import type { CommandParts } from '../command-parts.ts';
import { wholeNumber } from '../whole-number.ts';

interface Options {
  readonly http?: URL;
  readonly batch: number;
  readonly until?: number;
  readonly patience: number;
  readonly json?: boolean;
}

export const replayCommand = ({ terminal, exit }: CommandParts): Command =>
  new Command('replay')
    .description('follow a chain from files: blocks or events that were recorded')
    .argument(
      '<path...>',
      'chunks of a node (.chunk, with their index when it is there), .cbor.br, .cbor, .jsonl, .jsonl.gz, or folders of them',
    )
    .option('--http <url>', 'post to an oura-consumer as Oura does, one by one, instead of writing directly', httpUrl)
    .option('--batch <blocks>', 'blocks in one transaction', wholeNumber({ min: 1, max: 10_000 }), 500)
    .option('--until <slot>', 'stop before the first block after this slot', wholeNumber())
    .option('--patience <seconds>', 'with --http: how long one thing may be refused', wholeNumber(), 60)
    .option('--json', 'print the summary as one JSON object')
    .addHelpText(
      'after',
      `
A folder is read in the chain's order: epochNN files by their epoch, then chunks by their number. What the chain has is
passed over, so Ctrl-C (between two transactions, exit code 130) and the same command again go on where it stopped.
What stands in a file before the first mistake in it is recorded, and the mistake is told with its place.

Directly, it does oura-consumer's work and never beside it: exit code 75 while that runs. Nobody is sent a notice about
blocks of the past. Files of Oura v1 events hold one event a line, and are read as the consumer reads them.

Settings: DATABASE_URL, NETWORK; with --http: OURA_AUTHORIZATION

Examples:
  npx pooltool replay /opt/cardano/db/immutable
  npx pooltool replay epoch00.cbor.br epoch01.cbor.br --until 100000
  npx pooltool replay events.jsonl.gz --http http://127.0.0.1:5660/ouraconsume`,
    )
    .action(async (paths: string[], { http, batch, until, patience, json = false }: Options) => {
      const [{ replayCommandLine, exitCodeOfReplay }, { systemClock }] = await Promise.all([
        import('../replay/index.ts'),
        import('@pooltool/shared-utils/clock'),
      ]);
      const report = await replayCommandLine(
        { paths, http: http ?? null, batch, until: until ?? null, patienceMs: patience * 1000 },
        { terminal, clock: systemClock },
      );
      terminal.print(json ? JSON.stringify(report.summary) : report.line);
      exit(exitCodeOfReplay(report.summary));
      if (report.summary.ended === 'failed') throw report.error;
    });

/** The consumer's route, where only its host was given. */
function httpUrl(text: string): URL {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new InvalidArgumentError('It wants an address that begins with http:// or https://.');
  }
  const url = new URL(text);
  if (url.pathname === '/') url.pathname = '/ouraconsume';
  return url;
}
