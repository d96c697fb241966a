import type { LedgerReward, RewardUpdate } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { readCredential, readLovelace, readPoolId, record, skipItems } from './record.ts';

const COMPUTING = 0;
const COMPLETE = 1;
const REWARD_KINDS = ['member', 'leader'] as const;

/**
 * Whether the node has begun to compute what it will pay (a third of an epoch after its start) and has come to the end:
 * only then the dump says the rewards.
 */
export type RewardUpdateProgress = 'none' | 'computing' | 'complete';

export interface ReadRewardUpdate {
  readonly rewardUpdateProgress: RewardUpdateProgress;
  readonly rewardUpdate: RewardUpdate | null;
}

/** [] before there is one, [[0, start, pulser]] while it is being computed, [[1, [ΔT, −ΔR, rewards, −ΔF, non-myopic]]]. */
export function readRewardUpdate(reader: CborReader): ReadRewardUpdate {
  if (record(reader, 'a reward update or none', 0, 1) === 0)
    return { rewardUpdateProgress: 'none', rewardUpdate: null };
  const length = record(reader, 'a reward update that is computed or complete', 2, 3);
  const found = reader.uintNumber();
  if (found !== (length === 3 ? COMPUTING : COMPLETE)) {
    throw reader.fail('0 (being computed, of 3 items) or 1 (complete, of 2)', `${found}, of ${length}`);
  }
  if (found === COMPLETE) return { rewardUpdateProgress: 'complete', rewardUpdate: readComplete(reader) };
  skipItems(reader, 2, length);
  return { rewardUpdateProgress: 'computing', rewardUpdate: null };
}

function readComplete(reader: CborReader): RewardUpdate {
  record(reader, 'the reward update', 5);
  const toTreasury = readLovelace(reader);
  const fromReserves = reader.intBig();
  const rewards: LedgerReward[] = [];
  reader.at('3', () => reader.entries(() => readRewardsOf(reader, rewards)));
  reader.skip();
  reader.skip();
  return { toTreasury, fromReserves, rewards };
}

/** credential → set of [0 member | 1 leader, pool, lovelace] */
function readRewardsOf(reader: CborReader, rewards: LedgerReward[]): void {
  const credential = readCredential(reader);
  reader.set(() => {
    record(reader, 'a reward', 3);
    const kind = REWARD_KINDS[reader.uintNumber()];
    if (kind === undefined) throw reader.fail('0 (member) or 1 (leader)', 'another kind of reward');
    const poolId = readPoolId(reader);
    rewards.push({ credential, kind, poolId, amount: readLovelace(reader) });
  });
}
