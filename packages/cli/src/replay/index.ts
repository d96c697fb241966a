import { chainFilesOf } from '@pooltool/codec';
import type { Clock } from '@pooltool/shared-utils/clock';
import { defineConfig, readConfig, setting } from '@pooltool/shared-utils/config';
import { openPoster } from '@pooltool/shared-utils/json-poster';
import { withChain } from '../chain/chain-access.ts';
import { EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { progressTeller } from './progress.ts';
import { type Replay, type Replayed, type ReplaySummary, replay } from './replay.ts';
import { replayByHttp } from './replay-by-http.ts';
import { replayDirectly } from './replay-directly.ts';

const httpConfig = defineConfig({
  OURA_AUTHORIZATION: setting.optional(
    setting.secret({ says: "what Oura's webhook sink sends as its authorization header" }),
  ),
});

export interface Asked {
  readonly paths: readonly string[];
  /** of a consumer; null: into the database */
  readonly http: URL | null;
  readonly batch: number;
  readonly until: number | null;
  readonly patienceMs: number;
}

/**
 * Replays what the command line names. What goes wrong with the files is in the report; it throws what keeps a replay from
 * beginning: paths that are not there, settings, the lock of oura-consumer.
 */
export async function replayCommandLine(
  { paths, http, patienceMs, ...asked }: Asked,
  { terminal, clock }: { readonly terminal: Terminal; readonly clock: Clock },
): Promise<Replayed & { readonly line: string }> {
  const files = await chainFilesOf(paths);
  const stopped = new AbortController();
  void terminal.untilStopped().then(() => stopped.abort());
  const common = { ...asked, files, clock, signal: stopped.signal };
  const replayed = await (http === null ? directly(common, terminal) : byHttp(http));
  const { refused } = replayed.summary;
  if (refused !== null) {
    terminal.tell(
      `stopped at ${refused.file}${refused.at === null ? '' : `, ${refused.at}`}; what came before it is recorded`,
    );
  }
  return { ...replayed, line: summaryLine(replayed.summary) };

  async function byHttp(url: URL): Promise<Replayed> {
    const { OURA_AUTHORIZATION: authorization } = readConfig(httpConfig);
    const poster = openPoster({ url, authorization });
    try {
      const onRefused = (says: string): void => terminal.tell(`not taken: ${says}`);
      const target = replayByHttp({ poster, clock, signal: stopped.signal, patienceMs, onRefused });
      const onProgress = progressTeller(terminal.tell, { clock, network: null });
      return await replay({ ...common, target, onProgress });
    } finally {
      poster.close();
    }
  }
}

const directly = (common: Omit<Replay, 'target' | 'onProgress'>, terminal: Terminal): Promise<Replayed> =>
  withChain(terminal, async ({ follower, feed, network, demandAlone }) => {
    const target = replayDirectly({ follower, feed, demandAlone, signal: common.signal });
    return replay({ ...common, target, onProgress: progressTeller(terminal.tell, { clock: common.clock, network }) });
  });

export const summaryLine = ({ files, blocks, recorded, known, undone, events, seconds, ...rest }: ReplaySummary) =>
  [
    `${ENDED[rest.ended]} ${files} ${files === 1 ? 'file' : 'files'}, ${blocks} blocks: ${recorded} recorded, ${known} known`,
    ...(undone === 0 ? [] : [`, ${undone} undone`]),
    ...(events === 0 ? [] : [`, from ${events} events`]),
    `, ${seconds.toFixed(1)} s, ${Math.round(rest.blocksPerSecond)} blocks/s`,
    rest.tip === null ? '' : `; tip ${rest.tip.slot}.${rest.tip.hash} at height ${rest.tip.height}`,
  ].join('');

const ENDED: Readonly<Record<ReplaySummary['ended'], string>> = {
  files: 'replayed',
  until: 'replayed up to the slot',
  interrupted: 'interrupted, the same command goes on:',
  failed: 'failed in',
};

export function exitCodeOfReplay({ ended }: ReplaySummary): ExitCode {
  if (ended === 'interrupted') return EXIT.interrupted;
  return ended === 'failed' ? EXIT.failed : EXIT.ok;
}
