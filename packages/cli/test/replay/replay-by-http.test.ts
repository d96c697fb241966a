import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type ManualClock, manualClock } from '@pooltool/shared-utils/clock';
import { openPoster } from '@pooltool/shared-utils/json-poster';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type ByHttp, replayByHttp } from '../../src/replay/replay-by-http.ts';
import type { ReplayStep } from '../../src/replay/steps.ts';

interface Got {
  readonly body: string;
  readonly authorization: string | undefined;
}

/** Answers in turn; every request it got, and by how many connections they came. */
async function server(answers: readonly ((response: ServerResponse) => void)[]) {
  const got: Got[] = [];
  let connections = 0;
  let inFlight = 0;
  let mostInFlight = 0;
  const listening = createServer((request, response) => {
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      got.push({ body: Buffer.concat(pieces).toString(), authorization: request.headers.authorization });
      inFlight -= 1;
      answers[got.length - 1]?.(response);
    });
  });
  listening.on('connection', () => {
    connections += 1;
  });
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  onTestFinished(() => {
    listening.closeAllConnections();
    listening.close();
  });
  const address = listening.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: new URL(`http://127.0.0.1:${port}/ouraconsume`),
    got,
    counts: () => ({ connections, mostInFlight }),
    close: () => listening.close(),
  };
}

const answer = (status: number, body: unknown) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
const TIP = { slot: 9, hash: 'ab'.repeat(32), height: 4 };
const forward = answer(200, { did: 'rolled-forward', tip: TIP, undone: 2, recorded: 1 });
const nothing = answer(200, { did: 'nothing', why: 'known' });
const refusal = (status: number, code: string, message: string) => answer(status, { error: { code, message } });

function targetOf(url: URL, given: Partial<ByHttp> & { authorization?: string } = {}) {
  const clock: ManualClock = manualClock();
  const said: string[] = [];
  const poster = openPoster({ url, ...(given.authorization === undefined ? {} : given) });
  onTestFinished(() => poster.close());
  const { signal = new AbortController().signal, patienceMs = 60_000 } = given;
  const target = replayByHttp({ poster, clock, signal, patienceMs, onRefused: (says) => void said.push(says) });
  return { target, clock, said };
}

const blocks = (...bytes: number[]): ReplayStep => ({
  kind: 'blocks',
  items: bytes.map((byte) => ({ kind: 'block', bytes: Uint8Array.of(byte), at: `block ${byte}` })),
});

describe('replay by HTTP', () => {
  test('posts blocks as Oura v2 and events as they stand, one in flight on one connection', async () => {
    const { url, got, counts } = await server([forward, nothing, forward]);
    const { target } = targetOf(url, { authorization: 'Bearer mine' });
    expect(await target.take(blocks(0x0a, 0xff))).toEqual({ blocks: 2, recorded: 1, undone: 2, tip: TIP });
    const text = '{"variant":"Block", "block": {"number": 12345678901234567890}}';
    const event = { kind: 'event', text, body: { variant: 'Block' }, at: 'line 1' } as const;
    expect(await target.take({ kind: 'event', item: event })).toMatchObject({ blocks: 1, recorded: 1 });
    expect(got).toEqual(['{"hex":"0a"}', '{"hex":"ff"}', text].map((body) => ({ body, authorization: 'Bearer mine' })));
    expect(counts()).toEqual({ connections: 1, mostInFlight: 1 });
  });

  test('repeats what was answered 409 and 503 after a growing wait, and says the words of the server once', async () => {
    const missing = refusal(409, 'POOLTOOL_PARENT_UNKNOWN', 'block 7 builds on 6');
    const away = refusal(503, 'POOLTOOL_DATABASE_UNREACHABLE', 'it is away');
    const { url, got } = await server([missing, missing, away, forward]);
    const { target, clock, said } = targetOf(url);
    const taken = target.take(blocks(7));
    for (const [requests, waitMs] of [
      [1, 100],
      [2, 200],
      [3, 400],
    ] as const) {
      await vi.waitFor(() => expect({ got: got.length, waits: clock.waiting() }).toEqual({ got: requests, waits: 1 }));
      await clock.advance(waitMs - 1);
      expect(got).toHaveLength(requests);
      await clock.advance(1);
    }
    expect(await taken).toMatchObject({ recorded: 1 });
    expect(new Set(got.map(({ body }) => body))).toEqual(new Set(['{"hex":"07"}']));
    expect(said).toEqual([
      '409 POOLTOOL_PARENT_UNKNOWN: block 7 builds on 6',
      '503 POOLTOOL_DATABASE_UNREACHABLE: it is away',
    ]);
  });

  test('gives up when its patience ends, in the words of the server and with the place', async () => {
    const missing = refusal(409, 'POOLTOOL_PARENT_UNKNOWN', 'block 8 builds on 6');
    const { url } = await server([forward, missing]);
    const { target } = targetOf(url, { patienceMs: 50 });
    await expect(target.take(blocks(7, 8))).rejects.toMatchObject({
      at: 'block 8',
      taken: { blocks: 1, recorded: 1, tip: TIP },
      cause: { code: 'POOLTOOL_REPLAY_REFUSED', message: '409 POOLTOOL_PARENT_UNKNOWN: block 8 builds on 6' },
    });
  });

  test('does not repeat what is refused for good', async () => {
    const { url, got } = await server([refusal(400, 'POOLTOOL_BLOCK_UNREADABLE', 'no block')]);
    await expect(targetOf(url).target.take(blocks(1))).rejects.toMatchObject({
      cause: { message: '400 POOLTOOL_BLOCK_UNREADABLE: no block' },
    });
    expect(got).toHaveLength(1);
  });

  test('waits for a server that is away, and ends at once when it is stopped', async () => {
    const { url, close } = await server([]);
    close();
    const stopped = new AbortController();
    const { target, clock, said } = targetOf(url, { signal: stopped.signal });
    const taken = target.take(blocks(1));
    await vi.waitFor(() => expect(clock.waiting()).toBe(1));
    expect(said).toEqual([expect.stringContaining('ECONNREFUSED')]);
    stopped.abort(new Error('Ctrl-C'));
    await expect(taken).rejects.toMatchObject({ cause: { message: 'Ctrl-C' } });
  });
});
