import {
  type BlockFacts,
  blockPlace,
  type Epoch,
  epoch as epochOf,
  epochPlus,
  factsOf,
  type PoolChange,
  type PoolEvent,
  type PoolHistory,
  type PoolId,
  type PoolRegistration,
  parseRatio,
  poolChanges,
  poolId,
  poolStandingAt,
  ratioToNumber,
  type ToldParameters,
} from '@pooltool/domain';
import { describe, expect, test } from 'vitest';
import type { ExpectedPool } from '../src/index.ts';
import { collected } from './collected.ts';

/** What is compared of a pool: lovelace, and the margin as a number, for one margin may be written in two ways. */
interface Shown {
  readonly pledge: bigint;
  readonly cost: bigint;
  readonly margin: number;
}

const runs = [1, 2, 3, 4].map((seed) => {
  const run = collected({ seed, epochs: 10, transactionsPerBlock: 4 });
  const [genesis] = run.dumps;
  if (genesis === undefined) throw new Error('no first epoch');
  const events = eventsByPool(
    run.main.map(({ block }) =>
      factsOf(block, blockPlace(run.simulation.network, { slot: block.slot, parentSlot: null })),
    ),
  );
  const pools = [...new Set([...Object.keys(genesis.expected.mark.pools).map(poolId), ...events.keys()])];
  const histories = new Map(
    pools.map((pool): [PoolId, PoolHistory<ToldParameters>] => [
      pool,
      { before: toldOf(genesis.expected.mark.pools[pool]), events: events.get(pool) ?? [] },
    ]),
  );
  return { seed, dumps: run.dumps.slice(1), histories };
});

describe("the ledger's own snapshots", () => {
  test('are what stands of the certificates at the end of the epoch before', () => {
    for (const { dumps, histories } of runs) {
      for (const { expected } of dumps) {
        const end = epochPlus(epochOf(expected.epoch), -1);
        const standing = [...histories].flatMap(([pool, history]) => {
          const { current, retiredSince } = poolStandingAt(end, history);
          return current === null || retiredSince !== null ? [] : [[pool, shownOf(current)] as const];
        });
        expect(Object.fromEntries(standing)).toEqual(shownPools(expected.mark.pools));
      }
    }
  });

  test('are what the changes told, each from its effective epoch on', () => {
    for (const { dumps, histories } of runs) {
      for (const { expected } of dumps) {
        const active = epochPlus(epochOf(expected.epoch), 1);
        const told = [...histories].flatMap(([pool, history]) => {
          const elects = believedAt(active, history);
          return elects === null ? [] : [[pool, elects] as const];
        });
        expect(Object.fromEntries(told)).toEqual(shownPools(expected.mark.pools));
      }
    }
  });

  test('were asked about pools that came, changed, took back, left and stayed after all', () => {
    const kinds = runs.flatMap(({ histories }) =>
      [...histories.values()].flatMap((history) =>
        poolChanges(history).flatMap(({ changes }) => changes.map(({ kind }) => kind)),
      ),
    );
    expect(new Set(kinds)).toEqual(
      new Set(['registration', 'pledge', 'cost', 'margin', 'retirement', 'retirement-cancelled']),
    );
    const gone = runs.flatMap(({ dumps, histories }) =>
      [...histories.values()].filter(
        (history) => poolStandingAt(epochOf(dumps.at(-1)?.epoch ?? 0), history).retiredSince !== null,
      ),
    );
    expect(gone.length).toBeGreaterThan(3);
  });
});

/** Knows the changes alone, those that were made before the snapshot was taken: null where the pool is in none. */
function believedAt(active: Epoch, history: PoolHistory<ToldParameters>): Shown | null {
  let values = history.before;
  let goneFrom: Epoch | null = null;
  for (const { event, epoch, changes } of poolChanges(history)) {
    if (epoch > active - 2) break;
    for (const change of changes) {
      goneFrom = goneAfter(change, goneFrom);
      values = valuesAfter(change, { values, active, event: history.events[event] });
    }
  }
  return values === null || (goneFrom !== null && goneFrom <= active) ? null : shownOf(values);
}

function goneAfter(change: PoolChange, before: Epoch | null): Epoch | null {
  if (change.kind === 'retirement') return change.effective.blocks;
  return change.kind === 'retirement-cancelled' || change.kind === 'registration' ? null : before;
}

function valuesAfter(
  change: PoolChange,
  given: {
    readonly values: ToldParameters | null;
    readonly active: Epoch;
    readonly event: PoolEvent<ToldParameters> | undefined;
  },
): ToldParameters | null {
  const { values, active, event } = given;
  if (change.effective.blocks > active) return values;
  if (change.kind === 'registration') return event?.kind === 'registration' ? event.parameters : null;
  return values !== null && 'to' in change ? { ...values, [change.kind]: change.to } : values;
}

function eventsByPool(facts: readonly BlockFacts[]): ReadonlyMap<PoolId, readonly PoolEvent<PoolRegistration>[]> {
  const events = new Map<PoolId, PoolEvent<PoolRegistration>[]>();
  const add = (pool: PoolId, event: PoolEvent<PoolRegistration>) =>
    events.set(pool, [...(events.get(pool) ?? []), event]);
  for (const { epoch, poolRegistrations, poolRetirements } of facts) {
    const placed = [
      ...poolRegistrations.map(({ pool, ...at }) => ({ at, pool: pool.poolId, event: registrationOf(epoch, pool) })),
      ...poolRetirements.map(({ poolId: pool, retiringEpoch, ...at }) => ({
        at,
        pool,
        event: { kind: 'retirement', epoch, retiringEpoch: epochOf(retiringEpoch) } as const,
      })),
    ];
    placed.sort(
      ({ at: a }, { at: b }) => a.transactionIndex - b.transactionIndex || a.certificateIndex - b.certificateIndex,
    );
    for (const { pool, event } of placed) add(pool, event);
  }
  return events;
}

function registrationOf(epoch: Epoch, parameters: PoolRegistration) {
  return { kind: 'registration', epoch, parameters } as const;
}

function toldOf(pool: ExpectedPool | undefined): ToldParameters | null {
  if (pool === undefined) return null;
  return { pledge: BigInt(pool.pledge), cost: BigInt(pool.cost), margin: parseRatio(pool.margin) };
}

function shownOf({ pledge, cost, margin }: ToldParameters): Shown {
  return { pledge, cost, margin: ratioToNumber(margin) };
}

function shownPools(pools: Readonly<Record<string, ExpectedPool>>): Readonly<Record<string, Shown | null>> {
  return Object.fromEntries(
    Object.entries(pools).map(([id, pool]) => {
      const told = toldOf(pool);
      return [id, told && shownOf(told)];
    }),
  );
}
