import { type Asset, defineAsset, meta, need } from '@pooltool/pipeline';
import {
  type LoyaltyGrounds,
  type LoyaltyPlan,
  payoutsMissing,
  readCountedDelegators,
  readLoyaltyGrounds,
  saveLoyalty,
} from '@pooltool/store';
import { epochOf, epochs } from '../epoch-partitions.ts';
import { loyaltyPlan } from '../loyalty-plan.ts';
import { patient } from '../patience.ts';

/**
 * How long every delegator of the active epoch has stayed with its pool, and who moved since the epoch before. Counted
 * from the epoch before, never in place, so that a rerun gives the same; PostgreSQL does it where the snapshots are. The
 * payouts it takes in are those of three epochs earlier: what the same dump settles.
 */
export const loyalty = (): Asset =>
  defineAsset<LoyaltyGrounds, LoyaltyPlan>({
    name: 'loyalty',
    description: 'How long delegators have stayed with their pools, and who moved since the epoch before',
    partitions: epochs,
    retry: patient,
    needs: [
      need('stake_snapshot'),
      need('stake_snapshot', { offset: -1, optional: true }),
      need('loyalty', { offset: -1, optional: true }),
      need('rewards', { offset: -3, optional: true }),
    ],
    load: ({ pool, partition }) => readLoyaltyGrounds(pool, epochOf(partition)),
    compute: loyaltyPlan,
    save: async (tx, plan, { log }) => {
      log.info({ ...(await saveLoyalty(tx, plan)) }, 'loyalty.counted');
    },
    metadata: ({ carriedFrom, rewardsAfter, rewardsThrough }, { delegators }) => ({
      delegators: meta.count(delegators ?? 0),
      carried_from: meta.text(carriedFrom === null ? 'nothing: counting begins here' : `epoch ${carriedFrom}`),
      earned_epochs_added: meta.count(rewardsThrough - rewardsAfter),
    }),
    checks: [
      {
        name: 'every delegator of the snapshot is counted',
        severity: 'blocking',
        check: async ({ loaded: { activeEpoch, delegators: snapshot }, tx }) => {
          const counted = await readCountedDelegators(tx, activeEpoch);
          return { passed: counted === snapshot, detail: { snapshot, counted } };
        },
      },
      {
        name: 'every payout it adds is here',
        severity: 'blocking',
        check: async ({ computed: plan, tx }) => {
          const missing = await payoutsMissing(tx, plan);
          return { passed: missing.length === 0, detail: { missing: missing.map((one) => ({ ...one })) } };
        },
      },
    ],
  });
