import { credentialText, type Epoch, subjectOf } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { type StakeHistories, type StakeHistory, stakeHistories } from '@pooltool/store/documents';
import type { Drawing, Part } from '../drawing.ts';
import { family } from '../family.ts';
import { rewardDetails, type StakeSums, stakeRecord, stakeSums } from './stake-record.ts';

/** A watched key's history. An epoch is a part of its own: of four hundred, one or two change at a time. */
export const stakeHistory = family({
  kind: 'stake_hist',
  atOnce: 25,
  read: subjectOf.credential,
  credentials: (credentials) => credentials,
  load: async (db, credentials, archived) => {
    const found = await stakeHistories(db, credentials, archived);
    return { ...found, byKey: new Map(found.histories.map((one) => [credentialText(one.credential), one])) };
  },
  draw: (credential, { byKey, ...facts }) => {
    const empty: StakeHistory = { credential, delegations: [], rewards: [] };
    return drawStakeHistory(byKey.get(credentialText(credential)) ?? empty, facts);
  },
});

type Settled = Pick<StakeHistories, 'epochs' | 'leaders'>;

/** The records by epoch, and up to where they are final. */
export function drawStakeHistory(history: StakeHistory, settled: Settled): Drawing {
  const path = `stake_hist/${history.credential.hash}`;
  const records = stakeRecords(history, settled);
  const parts = [...records].map(
    ([epoch, record]): Part => ({ name: `${epoch}`, values: new Map([[`${path}/${epoch}`, record]]) }),
  );
  const final = [...records].filter(([epoch, record]) => record !== null && settled.epochs.get(epoch) === true);
  const pivotedTo = final.at(-1)?.[0] ?? null;
  return [...parts, { name: 'pivotedToEpoch', values: new Map([[`${path}/pivotedToEpoch`, pivotedTo]]) }];
}

/** For every epoch that anything is known of; null where this credential had no part in it. */
export function stakeRecords(
  { credential, delegations, rewards }: StakeHistory,
  { epochs, leaders }: Settled,
): ReadonlyMap<Epoch, JsonObject | null> {
  const delegationIn = new Map(delegations.map((delegation) => [delegation.epoch, delegation]));
  const rewardsIn = Map.groupBy(rewards, ({ epoch }) => epoch);
  const records = new Map<Epoch, JsonObject | null>();
  let life: StakeSums = { amount: 0n, operatorRewards: 0n, stakeRewards: 0n };
  for (const [epoch, final] of epochs) {
    const delegation = delegationIn.get(epoch);
    const earned = rewardsIn.get(epoch) ?? [];
    if (delegation === undefined && earned.length === 0) {
      records.set(epoch, null);
      continue;
    }
    const at = { epoch, forecast: !final, owner: credential.hash, delegation, rewards: earned, leaders };
    const details = rewardDetails(at);
    const sums = stakeSums(at, details);
    if (final) life = added(life, sums);
    records.set(epoch, stakeRecord(at, { sums, details, life: final ? life : null }));
  }
  return records;
}

const added = (a: StakeSums, b: StakeSums): StakeSums => ({
  amount: a.amount + b.amount,
  operatorRewards: a.operatorRewards + b.operatorRewards,
  stakeRewards: a.stakeRewards + b.stakeRewards,
});
