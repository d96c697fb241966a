import type { LedgerReward, RewardUpdate } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { readCredential, readLovelace, readPoolId, record } from './record.ts';

const COMPLETE = 1;
const REWARD_KINDS = ['member', 'leader'] as const;

/** [] before there is one, [[0, …]] while it is being computed, [[1, [ΔT, −ΔR, rewards, −ΔF, non-myopic]]] when complete. */
export function readRewardUpdate(reader: CborReader): RewardUpdate | null {
  if (record(reader, 'a reward update or none', 0, 1) === 0) return null;
  const length = reader.arrayStart(2);
  if (reader.uintNumber() !== COMPLETE) {
    reader.arrayEnd(length, 1);
    return null;
  }
  if (length !== 2) throw reader.fail('a complete reward update of 2 items', `${length}`);
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
