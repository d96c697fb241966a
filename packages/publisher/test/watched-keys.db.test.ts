import { credentialText, type Epoch, epoch, type StakeCredential, stakeCredential } from '@pooltool/domain';
import { addedSums, NO_STAKE_SUMS, type StakeSums } from '@pooltool/domain/rewards';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { lifetimeSums, restartKey, unwatchKeys, watchedKeys, watchKeys } from '@pooltool/store';
import { isArchived, openArchive } from '@pooltool/store/archive';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pivotOf, readWatchedEarnings } from '../../epoch-processing/src/key-pivot.ts';
import { redraw } from '../src/redraw.ts';
import { archiveEpoch } from './archive-epoch.ts';
import { DELEGATOR, OWNER, pivot, rewardsOf, snapshotOf } from './small-truth.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** The delegator, the owner whose account is the pool's, and somebody who has no history. */
const KEYS: readonly StakeCredential[] = [
  stakeCredential('key', DELEGATOR),
  stakeCredential('key', OWNER),
  stakeCredential('script', 'ab'.repeat(28)),
];

type Step =
  | { readonly does: 'pay'; readonly leader: bigint; readonly member: bigint; readonly snapshot: boolean }
  | { readonly does: 'correct'; readonly of: number; readonly leader: bigint; readonly member: bigint }
  | { readonly does: 'pivot'; readonly of: number }
  | { readonly does: 'forecast' }
  | { readonly does: 'watch' | 'unwatch' | 'restart'; readonly who: number }
  | { readonly does: 'archive' }
  | { readonly does: 'draw' };

// Some below the fee, which then is all there is; some above what a double holds.
const amount = fc.oneof(fc.bigInt({ min: 0n, max: 40_000_000n }), fc.constant(9_007_199_254_740_993n));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ does: fc.constant('pay'), leader: amount, member: amount, snapshot: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('correct'), of: fc.nat(5), leader: amount, member: amount }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('pivot'), of: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('forecast') }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('watch'), who: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('unwatch', 'restart'), who: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('archive') }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('draw') }) },
);

/** Paid epochs from 0 on, and of which the pivot was not made since they were. */
interface Told {
  paid: number;
  readonly waiting: Set<number>;
}

async function take(told: Told, next: Step): Promise<void> {
  const { pool } = stage.database;
  switch (next.does) {
    case 'pay': {
      // Without a snapshot of its own it is in the histories of reward accounts only.
      if (next.snapshot) await snapshotOf(pool, epoch(told.paid));
      await rewardsOf(pool, told.paid, 'final', { ...next, pivots: false });
      told.waiting.add(told.paid);
      told.paid += 1;
      return;
    }
    case 'correct':
      if (next.of >= told.paid || (await isArchived(pool, epoch(next.of)))) return;
      await rewardsOf(pool, next.of, 'final', { ...next, pivots: false });
      told.waiting.add(next.of);
      return;
    case 'pivot':
      if (!told.waiting.delete(next.of)) return;
      return pivot({ pool, archive: archive() }, next.of);
    case 'forecast':
      await snapshotOf(pool, epoch(told.paid));
      await rewardsOf(pool, told.paid, 'forecast', { pivots: false });
      return pivot({ pool, archive: archive() }, told.paid);
    case 'watch':
      await inTransaction(pool, (tx) => watchKeys(tx, [keyOf(next.who)]));
      return;
    case 'unwatch':
      await inTransaction(pool, (tx) => unwatchKeys(tx, [keyOf(next.who)]));
      return;
    case 'restart':
      await inTransaction(pool, (tx) => restartKey(tx, keyOf(next.who)));
      return;
    case 'archive':
      return archiveOldest(told);
    case 'draw':
      return stage.drain();
  }
}

const archive = () => openArchive(stage.objects);

function keyOf(who: number): StakeCredential {
  const found = KEYS[who];
  if (found === undefined) throw new Error(`there is no key ${who}`);
  return found;
}

/** As the asset does: no epoch that still has to be pivoted. */
async function archiveOldest({ paid, waiting }: Told): Promise<void> {
  for (let of = 0; of < paid; of += 1) {
    if (await isArchived(stage.database.pool, epoch(of))) continue;
    if (!waiting.has(of)) await archiveEpoch(stage, of);
    return;
  }
}

/** To the lovelace: in the documents these are doubles. */
async function expectSumsOfWholeHistories(newest: Epoch): Promise<void> {
  const { pool } = stage.database;
  const keys = (await watchedKeys(pool)).filter(({ summed }) => summed).map(({ credential }) => credential);
  const kept = await lifetimeSums(pool, keys);
  await pool.query('update watched_key set summed = false');
  const { begun } = pivotOf(await readWatchedEarnings({ pool, archive: archive() }, newest));
  for (const { credential, added } of begun.filter((one) => keys.some(({ hash }) => hash === one.credential.hash))) {
    let life = NO_STAKE_SUMS;
    const scratch = new Map<Epoch, StakeSums>();
    for (const [at, of] of added.epochs.entries()) {
      const [amount = 0n, operatorRewards = 0n, stakeRewards = 0n] = [
        added.amount[at],
        added.operatorRewards[at],
        added.stakeRewards[at],
      ];
      life = addedSums(life, { amount, operatorRewards, stakeRewards });
      scratch.set(epoch(of), life);
    }
    expect(kept.get(credentialText(credential)) ?? new Map()).toEqual(scratch);
  }
}

const drawn = () => stage.read('stake_hist');

test('whatever happens to epochs and keys, sums carried on and parts drawn alone are those of the whole history', async () => {
  const { pool } = stage.database;
  let carried = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      await stage.clear();
      const told: Told = { paid: 0, waiting: new Set() };
      for (const next of steps) await take(told, next);
      for (const of of [...told.waiting]) await take(told, { does: 'pivot', of });
      await stage.drain();
      const byParts = drawn();
      const keys = await watchedKeys(pool);
      carried += keys.filter(({ summed }) => summed).length;

      // From the kept sums, everything anew: nothing was left undrawn.
      await stage.forgetDocuments();
      await redraw(pool, { kinds: ['stake_hist'] });
      await stage.drain();
      expect(byParts).toEqual(drawn());

      if (told.paid > 0) await expectSumsOfWholeHistories(epoch(told.paid - 1));

      // Without kept sums, from the rows of all epochs wherever they lie: nothing was added up wrong.
      await stage.forgetDocuments();
      await pool.query('update watched_key set summed = false');
      await redraw(pool, { kinds: ['stake_hist'] });
      await stage.drain();
      expect(byParts).toEqual(drawn());
    }),
    { numRuns: 15 },
  );
  expect(carried).toBeGreaterThan(3);
}, 180_000);
