import { decodeBlock, readBlocksJsonl, readChunk } from '@pooltool/codec';
import { mainnet, preprod } from '@pooltool/domain';
import { makeSimulation } from '@pooltool/simulator';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noSharedData, sharedData } from '../shared-data.ts';
import type { Between } from './assembled.ts';
import { expectAllSame, expectSame } from './same-block.ts';

const simulation = makeSimulation({ seed: 7, epochs: 3, epochLength: 120 });
const simulatedBlocks = [...simulation.events()].flatMap((event) => (event.kind === 'block' ? [event.bytes] : []));

describe('a block put together from its v1 events is the block its CBOR holds, in everything that v1 tells', () => {
  test('in any order of the events, however often each comes, with transaction details and without', () => {
    const { network } = simulation;
    const withTransactions = simulatedBlocks.filter((bytes) => decodeBlock(bytes).transactions.length > 0);
    expect(withTransactions.length).toBeGreaterThan(5);
    fc.assert(
      fc.property(
        fc.constantFrom(...withTransactions),
        fc.boolean(),
        fc.infiniteStream(fc.nat()),
        (bytes, details, numbers) => {
          const shuffle: Between = (parts) =>
            [...parts, ...parts.filter(() => (numbers.next().value ?? 0) % 3 === 0)]
              .map((part) => ({ part, key: numbers.next().value ?? 0 }))
              .sort((a, b) => a.key - b.key)
              .map(({ part }) => part);
          expectSame(bytes, { network, details, shuffle });
        },
      ),
      { numRuns: 200 },
    );
  });

  test.skipIf(noSharedData)('for single blocks of every era (needs ../shared/data)', async () => {
    const compared = await expectAllSame(readBlocksJsonl(sharedData('chain/blocks/blocks.jsonl')), mainnet, 1000);
    expect(compared).toBe(90);
  });

  test.skipIf(noSharedData)('for Conway blocks of preprod (needs ../shared/data)', async () => {
    expect(await expectAllSame(readChunk(sharedData('chain/preprod/01285.chunk')), preprod, 250)).toBe(250);
  });
});
