import { request } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { decodeBlock } from '@pooltool/codec';
import { preview, type Tip } from '@pooltool/domain';
import { systemClock } from '@pooltool/shared-utils/clock';
import { toHex } from '@pooltool/shared-utils/crypto';
import { buildServer, listen } from '@pooltool/shared-utils/http';
import { makeLog } from '@pooltool/shared-utils/log';
import { makeMetrics } from '@pooltool/shared-utils/metrics';
import type { Pool } from '@pooltool/shared-utils/pg';
import { CHAIN_FEED, readSyncPoint } from '@pooltool/store';
import type { FuzzFailure, Fuzzing, FuzzReport, FuzzRound } from '../../../codec/test/fuzz/fuzzing.ts';
import { corpusBlock } from '../../../codec/test/fuzz/mutated-block.ts';
import { chanceOf } from '../../../codec/test/fuzz/random.ts';
import { tableHashes } from '../../../store/src/testing/table-hashes.ts';
import { chainFollower } from '../../src/follow-chain.ts';
import { chainMetrics } from '../../src/metrics.ts';
import { ouraFeed } from '../../src/oura-feed.ts';
import { LARGEST_BODY_BYTES, ouraRoute } from '../../src/server.ts';
import { chainKept, readSyncPoints } from '../../src/sync-point.ts';
import { readWindow } from '../interleavings/real-window.ts';
import { mutatedPosts, type PostCorpus, type SentPost } from './mutated-post.ts';
import { postsOf, toldInPieces } from './posts.ts';

const BLOCKS = 20;
/** Our chain holds at least so many of them while wrong posts come. */
const LEAST_OURS = 10;

/** An answer of the server. */
interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * A consumer on a port of its own over `pool`, with a piece of preview's chain in it. An input is one POST with something
 * wrong. It keeps the promises when the answer is 2xx, 4xx or 503, a refusal has the shape and a code of ours, and the tip
 * stands where it stood. What is taken after all (a rollback, a block with another header: whoever may post may say
 * that) is undone, and at the end of a round every table holds the rows it held before.
 */
export async function endpointFuzzing(pool: Pool): Promise<Fuzzing> {
  const window = await readWindow(BLOCKS / 2);
  const next = window.findIndex((bytes, place) => place >= LEAST_OURS && decodeBlock(bytes).transactions.length > 0);
  const ours = window.slice(0, next);
  const corpus: PostCorpus = {
    posts: window.flatMap((bytes) => postsOf(bytes, preview)),
    blocks: window.map((bytes, place) => corpusBlock(`block ${place}`, bytes)),
    pieces: window.slice(next, next + 1).flatMap((bytes) => toldInPieces(bytes, preview)),
  };
  const failed: string[] = [];
  const server = await listening(pool, (line) => failed.splice(0, failed.length, line));
  const send = (post: SentPost) => answerTo(server.port, post);
  const tip = tipOf(ours.at(-1) ?? new Uint8Array(0));
  await standAt({ pool, tip, ours, send });
  const before = await tableHashes(pool);

  async function outcomeOf(post: SentPost): Promise<string> {
    const { status, text } = await send(post);
    const fine = (status >= 200 && status < 300) || (status >= 400 && status < 500) || status === 503;
    if (!fine) throw new Error(`answered ${status} ${text.slice(0, 300)} ${failed.join('')}`);
    if (status >= 400) {
      if (codeOf(text) === null) throw new Error(`answered ${status} without our shape: ${text.slice(0, 300)}`);
      const now = await readSyncPoint(pool, CHAIN_FEED);
      if (!isDeepStrictEqual(now, tip)) throw new Error(`refused with ${status}, and the tip has moved`);
      return `${status} ${codeOf(text)}`;
    }
    const { did } = JSON.parse(text);
    if (did !== 'nothing') await standAt({ pool, tip, ours, send });
    return `${status} ${did}`;
  }

  return {
    async run({ seed, count, from }: FuzzRound): Promise<FuzzReport> {
      const outcomes: Record<string, number> = {};
      const failures: FuzzFailure[] = [];
      let slowest = { ms: 0, input: from };
      const fails = (input: number, { of, body }: SentPost, error: unknown) => {
        const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
        if (failures.length < 100) failures.push({ input, of, bytes: body, why });
      };
      for (let input = from; input < from + count; input++) {
        const started = performance.now();
        let outcome = '';
        for (const post of mutatedPosts(corpus, chanceOf(seed, input))) {
          try {
            outcome = await outcomeOf(post);
          } catch (error) {
            outcome = 'failed';
            fails(input, post, error);
            await standAt({ pool, tip, ours, send });
          }
        }
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        const ms = performance.now() - started;
        if (ms > slowest.ms) slowest = { ms, input };
      }
      const after = await tableHashes(pool);
      const changed = Object.keys(before).filter((table) => before[table] !== after[table]);
      if (changed.length > 0) {
        const post = { of: 'the whole round', body: Buffer.alloc(0), headers: {} };
        fails(from, post, new Error(`tables hold other rows than before: ${changed.join(', ')}`));
      }
      return { outcomes, failures, slowest };
    },
    async close() {
      await server.close();
    },
  };
}

async function listening(pool: Pool, onError: (line: string) => void) {
  const log = makeLog({ daemon: 'oura-consumer', level: 'error', write: onError });
  const metrics = makeMetrics({ daemon: 'oura-consumer', processMetrics: false });
  const server = buildServer({ log, metrics, limits: { bodyBytes: LARGEST_BODY_BYTES } });
  ouraRoute(server, {
    feed: ouraFeed({
      follower: chainFollower({ pool, network: preview, clock: systemClock, log }),
      network: preview,
      log,
      chain: chainKept(pool),
      onToldWithoutCbor: () => {},
    }),
    syncPoint: () => readSyncPoints(pool, preview),
    authorization: undefined,
    observe: chainMetrics({ metrics, network: preview, clock: systemClock, tip: null }),
  });
  return listen(server, { host: '127.0.0.1', port: 0 });
}

/** Sends it over a connection of its own, so that the parser of HTTP has its say. @throws when no answer comes */
function answerTo(port: number, { body, headers }: SentPost): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { port, agent: false, method: 'POST', path: '/ouraconsume', headers, timeout: 20_000 },
      (answer) => {
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(pieces).toString() }));
        answer.on('error', reject);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('no answer within 20 s')));
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The code of a refusal in our shape; null for any other text. */
function codeOf(text: string): string | null {
  try {
    const { code, message } = JSON.parse(text).error;
    return /^POOLTOOL_[A-Z_]+$/.test(code) && typeof message === 'string' && message !== '' ? code : null;
  } catch {
    return null;
  }
}

const tipOf = (bytes: Uint8Array): Tip => {
  const { slot, hash, height } = decodeBlock(bytes);
  return { slot, hash, height };
};

/** Whatever was taken: our blocks are on the chain again, and nothing behind them. */
async function standAt({
  pool,
  tip,
  ours,
  send,
}: {
  pool: Pool;
  tip: Tip;
  ours: readonly Uint8Array[];
  send: (post: SentPost) => Promise<Answer>;
}): Promise<void> {
  const say = async (body: unknown, headers: Record<string, string> = {}) => {
    const type = { 'content-type': 'application/json' };
    return send({ of: 'ours', body: Buffer.from(JSON.stringify(body)), headers: { ...type, ...headers } });
  };
  for (const bytes of ours) await say({ hex: toHex(bytes) });
  const back = { event: 'reset', point: { slot: tip.slot, hash: tip.hash } };
  await say(back);
  const now = await readSyncPoint(pool, CHAIN_FEED);
  if (!isDeepStrictEqual(now, tip)) throw new Error(`our chain could not be put back: ${JSON.stringify(now)}`);
}
