import type { Point } from '@pooltool/domain';
import type { Fault, SimulatedNode } from '@pooltool/simulator/ogmios';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChainStep, Ogmios } from '../../src/ogmios/index.ts';
import { smallNode, stage } from './stage.ts';

test('the chain comes from its beginning, then what is new as it comes', async () => {
  const { ogmios, node } = await stage({ node: smallNode({ blocks: 120, forkRate: 0 }) });
  const told = newChain();
  for await (const step of ogmios.chainSync({ points: [] })) {
    if (step.kind === 'roll-backward') expect(step.to).toBe('origin');
    told.take(step);
    if (told.height() === 120) node.advance(1);
    if (told.height() === 121) break;
  }
  expect(told.hashes()).toEqual(hashesOf(node));
});

test("a block's header arrives as it was made", async () => {
  const { ogmios, node } = await stage({ node: smallNode({ blocks: 5, forkRate: 0 }) });
  for await (const step of ogmios.chainSync({ points: ['origin'] })) {
    if (step.kind !== 'roll-forward') continue;
    const { block } = node.chain[step.block.height] ?? {};
    expect(step.block).toEqual({
      kind: 'main',
      era: 'conway',
      hash: block?.hash,
      parentHash: block?.parentHash,
      height: block?.height,
      slot: block?.slot,
      poolId: block?.issuer?.poolId,
      operationalCertificate: block?.issuer?.operationalCertificate,
      protocolVersion: block?.protocolVersion,
      bodySize: block?.bodySize,
      transactionCount: block?.transactions.length,
    });
    if (step.block.height === node.tip().at.block.height) break;
  }
});

test('it goes on from the best of the points that is on the chain', async () => {
  const { ogmios, node } = await stage({ node: smallNode({ blocks: 20, forkRate: 0 }) });
  const stranger: Point = { ...pointAt(node, 15), hash: pointAt(node, 3).hash };
  const first = await firstSteps(ogmios, [stranger, pointAt(node, 10), 'origin'], 2);
  expect(first[0]).toMatchObject({ kind: 'roll-backward', to: pointAt(node, 10) });
  expect(first[1]).toMatchObject({ kind: 'roll-forward', block: { height: 11 } });
});

test('none of the points is on the chain: it says so', async () => {
  const { ogmios, node } = await stage();
  const stranger: Point = { ...pointAt(node, 15), hash: pointAt(node, 3).hash };
  await expect(firstSteps(ogmios, [stranger], 1)).rejects.toMatchObject({
    code: 'POOLTOOL_OGMIOS_NO_INTERSECTION',
    disposition: 'retry',
  });
});

test('a reader that does not read lets no more come than he allowed', async () => {
  const { ogmios, server, node } = await stage({ node: smallNode({ blocks: 100, forkRate: 0 }) });
  const steps = ogmios.chainSync({ points: ['origin'], inFlight: 7 });
  await steps.next();
  await steps.next();
  // The intersection, seven ahead, and one for each step taken.
  await expect.poll(() => server.requests).toBe(1 + 7 + 2);
  expect(await ogmios.epoch()).toBe(node.tip().ledger.epoch);
  expect(server.requests).toBe(1 + 7 + 2 + 1);
});

test('whoever waits for the next block can be called away', async () => {
  const { ogmios, node } = await stage({ node: smallNode({ blocks: 10, forkRate: 0 }) });
  const away = new AbortController();
  const steps = ogmios.chainSync({ points: [pointAt(node, 10)], signal: away.signal });
  await steps.next();
  const waiting = steps.next();
  away.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});

test('a block that does not follow the last one is not taken: it comes again over a new connection', async () => {
  const node = smallNode({ blocks: 30, forkRate: 0 });
  const other = smallNode({ blocks: 30, forkRate: 0.5 });
  expect(other.chain[6]?.block.hash).not.toBe(node.chain[6]?.block.hash);
  const { ogmios, log, server } = await stage({ node });
  const wrong = JSON.stringify({
    jsonrpc: '2.0',
    id: 9,
    result: { direction: 'forward', block: headerOf(other, 6), tip: 'origin' },
  });
  server.faults = ({ count }): Fault | null => (count === 9 ? { kind: 'say', instead: wrong } : null);
  const told = newChain();
  for await (const step of ogmios.chainSync({ points: ['origin'], inFlight: 1 })) {
    told.take(step);
    if (told.height() === 30) break;
  }
  expect(told.hashes()).toEqual(hashesOf(node));
  expect(log.of('ogmios.chain_sync_lost')).toMatchObject([{ error: { code: 'POOLTOOL_OGMIOS_GARBLED' } }]);
});

test('whenever the connection drops and the chain forks, the steps lead to the chain of the node, without gap or double', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 20 }),
      async (drops, inFlight) => {
        const node = smallNode({ blocks: 10, forkRate: 0.3 });
        const faults = ({ count }: { readonly count: number }): Fault | null =>
          drops.includes(count) ? { kind: 'disconnect', after: count % 2 === 0 ? 'half' : 'nothing' } : null;
        const { ogmios } = await stage({ node, faults });
        const told = newChain();
        for await (const step of ogmios.chainSync({ points: ['origin'], inFlight })) {
          told.take(step);
          const { height, hash } = node.tip().at.block;
          if (told.tip() !== hash) continue;
          if (height >= 60) break;
          node.advance(3);
        }
        expect(told.hashes()).toEqual(hashesOf(node));
      },
    ),
    { numRuns: 8 },
  );
});

/** Keeps a chain by the steps alone, and fails on a gap or a double. */
function newChain() {
  const hashes: string[] = [];
  return {
    take(step: ChainStep): void {
      if (step.kind === 'roll-backward') {
        const to = step.to;
        hashes.length = to === 'origin' ? 0 : hashes.lastIndexOf(to.hash) + 1;
        return;
      }
      expect(step.block.height).toBe(hashes.length);
      expect(step.block.parentHash).toBe(hashes.at(-1) ?? null);
      hashes.push(step.block.hash);
    },
    hashes: () => hashes,
    height: () => hashes.length - 1,
    tip: () => hashes.at(-1),
  };
}

const hashesOf = (node: SimulatedNode): string[] => node.chain.map(({ block }) => block.hash);

function pointAt(node: SimulatedNode, height: number): Point {
  const block = node.chain[height]?.block;
  if (block === undefined) throw new TypeError('no such block');
  return { slot: block.slot, hash: block.hash };
}

/** As Ogmios tells it, as far as the client reads it. */
function headerOf(node: SimulatedNode, height: number) {
  const block = node.chain[height]?.block;
  return {
    type: 'praos',
    era: 'conway',
    id: block?.hash,
    ancestor: block?.parentHash,
    height,
    slot: block?.slot,
    size: { bytes: block?.bodySize },
    protocol: { version: block?.protocolVersion },
    issuer: { verificationKey: block?.issuer?.verificationKey, operationalCertificate: { count: 0 } },
  };
}

async function firstSteps(ogmios: Ogmios, points: readonly (Point | 'origin')[], count: number): Promise<ChainStep[]> {
  const steps: ChainStep[] = [];
  for await (const step of ogmios.chainSync({ points })) {
    steps.push(step);
    if (steps.length === count) break;
  }
  return steps;
}
