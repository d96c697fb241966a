import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeBlock } from '@pooltool/codec';
import { systemClock } from '@pooltool/shared-utils/clock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FeedItem, goOnAfter, OtherChain, runOuraFeed, simulatedItems } from '../../src/feed/index.ts';
import { makeSimulation } from '../../src/index.ts';

const simulation = makeSimulation({ seed: 4, epochs: 1, epochLength: 60, forkRate: 0.05 });

async function collected(items: AsyncIterable<FeedItem>): Promise<FeedItem[]> {
  const all: FeedItem[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const hashes = (items: readonly FeedItem[]): string[] =>
  items.flatMap((item) => (item.kind === 'block' ? [item.block.hash] : []));

describe('the feed', () => {
  let dumpFolder = '';
  beforeEach(async () => {
    dumpFolder = await mkdtemp(join(tmpdir(), 'pooltool-feed-'));
  });
  afterEach(() => rm(dumpFolder, { recursive: true }));

  test('posts block after block, each until it is taken, and leaves the dump whole at its place', async () => {
    const items = await collected(simulatedItems(simulation));
    const taken: string[] = [];
    let inFlight = 0;
    let refusals = 0;
    const server = createServer((request, answer) => {
      inFlight += 1;
      expect(inFlight).toBe(1);
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        inFlight -= 1;
        // Every third request goes wrong.
        if ((taken.length + refusals) % 3 === 2) {
          refusals += 1;
          answer.writeHead(503).end('{"code":"NOT_NOW"}');
          return;
        }
        const body: { hex: string } = JSON.parse(Buffer.concat(pieces).toString());
        taken.push(decodeBlock(Buffer.from(body.hex, 'hex')).hash);
        answer.writeHead(200).end('{}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const said: string[] = [];
    try {
      await runOuraFeed({
        items: simulatedItems(simulation),
        url: `http://127.0.0.1:${port}/ouraconsume`,
        dumpFolder,
        clock: { ...systemClock, waitMs: () => Promise.resolve() },
        signal: AbortSignal.timeout(20_000),
        onRefused: ({ says }) => said.push(says),
      });
    } finally {
      server.close();
    }
    expect(taken).toEqual(hashes(items));
    expect(said).toHaveLength(refusals);
    expect(said[0]).toBe('503 {"code":"NOT_NOW"}');
    const [dump] = items.filter((item) => item.kind === 'dump');
    const files = await readdir(dumpFolder);
    expect(files).toEqual([dump?.name]);
    expect(await readFile(join(dumpFolder, files[0] ?? ''))).toEqual(Buffer.from(dump?.bytes ?? []));
  });

  test('goes on after the point that the consumer has reached', async () => {
    const all = hashes(await collected(simulatedItems(simulation)));
    const blocks = (await collected(simulatedItems(simulation))).filter((item) => item.kind === 'block');
    const point = blocks[9]?.block ?? null;
    expect(hashes(await collected(goOnAfter(simulatedItems(simulation), point)))).toEqual(all.slice(10));
  });

  test('refuses to go on after a point of another chain', async () => {
    const other = makeSimulation({ seed: 5, epochs: 1, epochLength: 60 });
    const [first] = await collected(simulatedItems(other));
    if (first?.kind !== 'block') throw new Error('a chain begins with a block');
    await expect(collected(goOnAfter(simulatedItems(simulation), first.block))).rejects.toThrow(OtherChain);
  });
});
