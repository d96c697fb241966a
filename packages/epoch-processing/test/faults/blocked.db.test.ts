import { decodeSnapshotFile, encodeSnapshotFile } from '@pooltool/codec';
import {
  type Delegators,
  delegatorCredential,
  emptyDelegators,
  epochPlus,
  type LedgerArrival,
  lovelace,
  type StakeSnapshot,
  setDelegator,
} from '@pooltool/domain';
import { sha256Hex } from '@pooltool/shared-utils/crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { arriveAndFinish } from './case.ts';
import { type ChainInput, recordInput } from './chain-input.ts';
import { type Crew, startCrew } from './crew.ts';
import { openScene, type Scene } from './scene.ts';

let input: ChainInput;
let scene: Scene;
let crew: Crew;
/** the last dump, as it should be */
let last: LedgerArrival;
/** what clients were told when it came */
let before: Told;

beforeAll(async () => {
  input = await recordInput();
  scene = await openScene(input);
  crew = await startCrew(scene, { workers: 1, concurrency: 2 });
  const arrived = input.arrivals.slice(0, -1);
  for (const arrival of arrived) await arriveAndFinish(scene, arrival);
  const found = input.arrivals.at(-1);
  if (found === undefined) throw new Error('the chain has dumps');
  last = found;
  before = await told();
}, 240_000);
afterAll(async () => {
  await crew?.goHome();
  await scene?.close();
  await input?.close();
});

interface Told {
  /** of the markers by which clients know what is complete */
  readonly markers: Readonly<Record<string, unknown>>;
  readonly objects: ReadonlySet<string>;
  /** by place: the run that stands */
  readonly made: ReadonlyMap<string, bigint>;
}

async function told(): Promise<Told> {
  const objects = new Set<string>();
  for await (const { key } of scene.objects.list('')) objects.add(key);
  const { rows } = await scene.pool.query<{ place: string; run: bigint }>(
    `select asset || '/' || partition as place, run from asset_partition where state = 'ok'`,
  );
  const { Simulation: documents } = Object(scene.tree());
  return {
    markers: { ...Object(documents).mary_db_sync_status },
    objects,
    made: new Map(rows.map(({ place, run }) => [place, run])),
  };
}

async function failedChecks(): Promise<
  readonly { readonly place: string; readonly name: string; readonly detail: unknown }[]
> {
  const { rows } = await scene.pool.query<{ place: string; name: string; detail: unknown }>(
    `select p.asset || '/' || p.partition as place, c.name, c.detail
     from asset_partition p join asset_check c on c.run = p.run
     where p.state = 'failed' and not c.passed and c.severity = 'blocking' order by 1, 2`,
  );
  return rows;
}

/** Hands over the last dump, mostly with one thing wrong, and answers what clients are told when all is done. */
async function handOver(arrival: LedgerArrival): Promise<Told> {
  await arriveAndFinish(scene, arrival);
  return told();
}

const newIn = (now: Told): string[] => [...now.made.keys()].filter((place) => !before.made.has(place)).sort();

/** The rows of which `times` says how often each stands in the result. */
function rows(delegators: Delegators, times: (row: number) => number, poolAt = (index: number) => index): Delegators {
  const kept = Array.from({ length: delegators.count }, (_, row) => new Array<number>(times(row)).fill(row)).flat();
  const made = emptyDelegators(kept.length);
  kept.forEach((row, at) => {
    const credential = delegatorCredential(delegators, row);
    setDelegator(made, at, { credential, stake: delegators.stake[row] ?? 0n, pool: poolAt(delegators.pool[row] ?? 0) });
  });
  return made;
}

/** The same dump with another mark: the file is whole, and is the one that the arrival names. */
async function withMark(change: (mark: StakeSnapshot) => StakeSnapshot): Promise<LedgerArrival> {
  const snapshots = [];
  for (const note of last.snapshots) {
    const bytes = input.files.get(note.key);
    if (note.role !== 'mark' || bytes === undefined) {
      snapshots.push(note);
      continue;
    }
    const file = decodeSnapshotFile(bytes);
    const changed = encodeSnapshotFile({ ...file, snapshot: change(file.snapshot) });
    const sha256 = sha256Hex(changed);
    const key = `${note.key}-${sha256.slice(0, 8)}`;
    await scene.objects.put({ key, body: changed, contentType: 'application/octet-stream' });
    snapshots.push({ ...note, key, sha256, bytes: changed.length });
  }
  return { ...last, snapshots };
}

test('a pot that is off by one lovelace: named, the payout does not come, nor what is made from it, and no marker of it moves', async () => {
  const { pots } = last;
  const wrong = { ...last, snapshots: [], pots: { ...pots, reserves: lovelace(pots.reserves + 1n) } };
  const now = await handOver(wrong);
  const earned = last.epoch - 2;
  expect(await failedChecks()).toContainEqual(
    expect.objectContaining({ place: `rewards/${earned}`, name: 'reserves after the payout' }),
  );
  const madeOfIt = ['averages', 'ros_histograms', 'reward_notices', 'reward_pivot'].map(
    (asset) => `${asset}/${earned}`,
  );
  expect(newIn(now).filter((place) => madeOfIt.includes(place))).toEqual([]);
  for (const marker of MARKERS_OF_PAYOUTS) expect(now.markers[marker], marker).toBe(before.markers[marker]);
});

const MARKERS_OF_PAYOUTS = [
  'pool_actuals_calculated_epoch',
  'actual_rewards_complete_epoch',
  'new_rewards_complete_epoch',
];

test('a pool that is missing: named by the count, the snapshot stays as it was, and its marker does not move', async () => {
  const now = await handOver(
    await withMark(({ pools, delegators }) => ({
      pools: pools.slice(0, -1),
      delegators: rows(delegators, (row) => (delegators.pool[row] === pools.length - 1 ? 0 : 1)),
    })),
  );
  const active = epochPlus(last.epoch, 1);
  expect(await failedChecks()).toMatchObject([{ place: `stake_snapshot/${active}`, name: 'as many as the dump had' }]);
  assertNothingOf(now, active);
});

test('an account that stands twice: named, the snapshot stays as it was, and its marker does not move', async () => {
  const now = await handOver(
    await withMark(({ pools, delegators }) => ({ pools, delegators: rows(delegators, (row) => (row === 3 ? 2 : 1)) })),
  );
  const active = epochPlus(last.epoch, 1);
  expect(await failedChecks()).toContainEqual(
    expect.objectContaining({ place: `stake_snapshot/${active}`, name: 'every account once' }),
  );
  assertNothingOf(now, active);
});

/** Of a snapshot that is blocked nothing is made, nothing is put, and nobody is told that it is there. */
function assertNothingOf(now: Told, active: number): void {
  expect(newIn(now).filter((place) => place.endsWith(`/${active}`))).toEqual([]);
  expect(now.markers['waitstake_complete_epoch']).toBe(before.markers['waitstake_complete_epoch']);
  expect([...now.objects].filter((key) => key.includes(`stake_pool_columns/${active}/`))).toEqual([]);
}

test('once the right dump is there, everything goes on', async () => {
  const now = await handOver(last);
  expect(await failedChecks()).toEqual([]);
  expect(now.markers).toMatchObject({
    waitstake_complete_epoch: epochPlus(last.epoch, 1),
    actual_rewards_complete_epoch: last.epoch - 2,
  });
});
