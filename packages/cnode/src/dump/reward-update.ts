import { type LedgerReward, lovelace, NO_LOVELACE, type RewardUpdate, type RewardUpdateTotals } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { CredentialKeys } from './credential-keys.ts';
import { LovelaceColumn } from './lovelace-column.ts';
import { readLovelace, record, skipItems } from './record.ts';
import { roomFor } from './resized.ts';
import { poolIdAt, readCredentialInto, readPoolRow } from './stake-rows.ts';

const COMPUTING = 0;
const COMPLETE = 1;
const KINDS = ['member', 'leader'] as const;

/**
 * Whether the node has begun to compute what it will pay (a third of an epoch after its start) and has come to the end:
 * only then the dump says the rewards.
 */
export type RewardUpdateProgress = 'none' | 'computing' | 'complete';

export interface ReadRewardUpdate {
  readonly rewardUpdateProgress: RewardUpdateProgress;
  /** its `rewards` are empty when they were left out */
  readonly rewardUpdate: RewardUpdate | null;
  /** of a complete one, also when its rewards were left out */
  readonly rewardTotals: RewardUpdateTotals | null;
}

/** [] before there is one, [[0, start, pulser]] while it is being computed, [[1, [ΔT, −ΔR, rewards, −ΔF, non-myopic]]]. */
export function readRewardUpdate(reader: CborReader, { keep }: { readonly keep: boolean }): ReadRewardUpdate {
  const none = { rewardUpdate: null, rewardTotals: null };
  if (record(reader, 'a reward update or none', 0, 1) === 0) return { rewardUpdateProgress: 'none', ...none };
  const length = record(reader, 'a reward update that is computed or complete', 2, 3);
  const found = reader.uintNumber();
  if (found !== (length === 3 ? COMPUTING : COMPLETE)) {
    throw reader.fail('0 (being computed, of 3 items) or 1 (complete, of 2)', `${found}, of ${length}`);
  }
  if (found === COMPLETE) return { rewardUpdateProgress: 'complete', ...readComplete(reader, keep) };
  skipItems(reader, 2, length);
  return { rewardUpdateProgress: 'computing', ...none };
}

function readComplete(reader: CborReader, keep: boolean) {
  record(reader, 'the reward update', 5);
  const toTreasury = readLovelace(reader);
  const fromReserves = reader.intBig();
  const rewards = reader.at('3', () => readRewards(reader, keep));
  reader.skip();
  reader.skip();
  const { list, leaderRewards, memberRewards, count } = rewards;
  return {
    rewardUpdate: { toTreasury, fromReserves, rewards: list },
    rewardTotals: { toTreasury, fromReserves, leaderRewards, memberRewards, rewards: count },
  };
}

/** credential → set of [0 member | 1 leader, pool, lovelace] */
function readRewards(reader: CborReader, keep: boolean) {
  const credentials = new CredentialKeys(roomFor(reader.remaining));
  const pools = new CredentialKeys();
  const amount = new LovelaceColumn(1);
  const sums = new LovelaceColumn(KINDS.length);
  const list: LedgerReward[] = [];
  let count = 0;
  reader.entries(() => {
    readCredentialInto(reader, credentials);
    const row = credentials.commitNew();
    if (row < 0) throw reader.fail('each credential once', 'one twice');
    reader.set(() => {
      record(reader, 'a reward', 3);
      const which = reader.uintNumber();
      const kind = KINDS[which];
      if (kind === undefined) throw reader.fail('0 (member) or 1 (leader)', `${which}`);
      const pool = readPoolRow(reader, pools);
      amount.read(reader, 0);
      if (!sums.add(which, amount, 0)) throw reader.fail('a sum of rewards below 2^64', 'a larger one');
      count += 1;
      if (!keep) return;
      const paid = lovelace(amount.amounts[0] ?? 0n);
      list.push({ credential: credentials.at(row), kind, poolId: poolIdAt(pools, pool), amount: paid });
    });
  });
  const [memberRewards, leaderRewards] = Array.from(sums.amounts, lovelace);
  return { list, count, memberRewards: memberRewards ?? NO_LOVELACE, leaderRewards: leaderRewards ?? NO_LOVELACE };
}
