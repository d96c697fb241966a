import { decodeBlock, readBlocksJsonl, readChunk } from '@pooltool/codec';
import { type Block, mainnet, type Network, preprod } from '@pooltool/domain';
import { parseLossless, stringifyLossless } from '@pooltool/shared-utils/json';
import { makeSimulation } from '@pooltool/simulator';
import { v1EventsOf } from '@pooltool/simulator/feed';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noSharedData, sharedData } from '../shared-data.ts';
import { assembled, type Between } from './assembled.ts';
import { whatV1Tells } from './what-v1-tells.ts';

const simulation = makeSimulation({ seed: 7, epochs: 3, epochLength: 120 });
const simulatedBlocks = [...simulation.events()].flatMap((event) => (event.kind === 'block' ? [event.bytes] : []));

/** The block's events as they arrive over HTTP, without CBOR. */
const overHttp = (bytes: Uint8Array, { network, details }: { network: Network; details: boolean }) =>
  v1EventsOf(bytes, { cbor: false, details, network }).map((event) => parseLossless(stringifyLossless(event)));

function expectSame(bytes: Uint8Array, network: Network, options: { details: boolean; shuffle?: Between }): Block {
  const decoded = decodeBlock(bytes);
  const block = assembled(overHttp(bytes, { network, details: options.details }), options.shuffle);
  expect(whatV1Tells(block, decoded, options)).toEqual(whatV1Tells(decoded, decoded, options));
  return decoded;
}

async function expectAllSame(blocks: AsyncIterable<Uint8Array>, network: Network, most: number): Promise<number> {
  let compared = 0;
  for await (const bytes of blocks) {
    if (compared === most) break;
    expectSame(bytes, network, { details: compared % 2 === 0 });
    compared += 1;
  }
  return compared;
}

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
          expectSame(bytes, network, { details, shuffle });
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
