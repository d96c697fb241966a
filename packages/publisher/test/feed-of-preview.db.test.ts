import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decodeBlock, readBrotliBlocks } from '@pooltool/codec';
import {
  type BlockFacts,
  blockPlace,
  type CertificatePosition,
  epoch as epochOf,
  factsOf,
  type PoolEvent,
  type PoolId,
  poolChanges,
  preview,
  slotStartMs,
  type ToldParameters,
} from '@pooltool/domain';
import { beforeAll, describe, expect, test } from 'vitest';
import { poolUpdateRecord } from '../src/firebase/pool-updates.ts';
import { POOL_UPDATE } from './contract.ts';
import { shapeFaults } from './shape.ts';

const folder = fileURLToPath(new URL('../../../../shared/data/chain/preview/', import.meta.url));

type Event = PoolEvent<ToldParameters> & CertificatePosition;

/** The certificates of a block's pools, in its order. */
function eventsOf({ epoch, poolRegistrations, poolRetirements }: BlockFacts): (readonly [PoolId, Event])[] {
  const registrations = poolRegistrations.map(
    ({ pool, ...at }) => [pool.poolId, { ...at, kind: 'registration', epoch, parameters: pool }] as const,
  );
  const retirements = poolRetirements.map(
    ({ poolId, retiringEpoch, ...at }) =>
      [poolId, { ...at, kind: 'retirement', epoch, retiringEpoch: epochOf(retiringEpoch) }] as const,
  );
  return [...registrations, ...retirements].toSorted(
    ([, a], [, b]) => a.transactionIndex - b.transactionIndex || a.certificateIndex - b.certificateIndex,
  );
}

/** `pool epoch type from → to`, in the order of the chain for each pool. */
const feed: string[] = [];
let certificates = 0;

/** The epochs in which people registered pools: before the seventh, preview had those of its genesis alone. */
async function readFeed(): Promise<void> {
  const events = new Map<PoolId, Event[]>();
  for (const number of ['07', '08', '09', '10', '11']) {
    for await (const bytes of readBrotliBlocks(`${folder}epoch${number}.cbor.br`)) {
      const block = decodeBlock(bytes);
      for (const [pool, event] of eventsOf(
        factsOf(block, blockPlace(preview, { slot: block.slot, parentSlot: null })),
      )) {
        events.set(pool, [...(events.get(pool) ?? []), event]);
        certificates += 1;
      }
    }
  }
  for (const [pool, history] of events) {
    for (const { event, epoch, changes } of poolChanges({ events: history, before: null })) {
      const at = history[event];
      if (at === undefined) throw new Error('an entry for no certificate');
      const time = slotStartMs(preview, at.slot);
      for (const change of changes) {
        const record = poolUpdateRecord(pool, change, time);
        expect(shapeFaults(record, POOL_UPDATE)).toEqual([]);
        feed.push(`${pool.slice(0, 8)} ${epoch} ${record.type} ${record.from} → ${record.to}`.trim());
      }
    }
  }
}

describe.skipIf(!existsSync(folder))("the feed of preview's first pools (needs ../shared/data)", () => {
  beforeAll(readFeed, 120_000);

  const of = (pool: string) => feed.filter((line) => line.startsWith(pool)).map((line) => line.slice(9));

  test('tells a raised pledge twice, at the size it has', () => {
    expect(of('efae72c0')).toEqual(['7 registration  →', '9 pledge 5.0K → 80.0K', '11 pledge 80.0K → 100.0K']);
  });

  test('tells a cost that rose by one ada within the epoch of the registration', () => {
    expect(of('9da3c955')).toEqual(['11 registration  →', '11 fixed 411.0 → 412.0']);
  });

  test('tells every step of a pool that tries values', () => {
    expect(of('11670179')).toEqual(['11 registration  →', '11 pledge 500.0 → 1.00', '11 margin 5.00% → 4.00%']);
  });

  test('tells nothing of registrations that changed relays or metadata only', () => {
    expect(of('09e3491a')).toEqual(['8 registration  →']);
  });

  test('tells that a pool gave up an hour after it began', () => {
    expect(of('1b910529')).toEqual(['8 registration  →', '8 retire  → 9']);
  });

  test('has an entry for every pool, and fewer entries than certificates', () => {
    expect(certificates).toBe(55);
    expect(feed.filter((line) => line.includes(' registration '))).toHaveLength(
      new Set(feed.map((line) => line.slice(0, 8))).size,
    );
    expect(feed).toHaveLength(53);
  });
});
