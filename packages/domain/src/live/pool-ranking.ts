import { fieldsAt } from '../ledger/json-fields.ts';
import { type PoolId, poolId } from '../units/hashes.ts';
import { type Epoch, type UnixMs, unixMs } from '../units/time.ts';

/** What a node says each pool would pay for `RANKED_STAKE`, in lovelace. */
export interface PoolRanking {
  readonly magic: number;
  readonly epoch: Epoch;
  readonly askedAtMs: UnixMs;
  readonly rewards: ReadonlyMap<PoolId, bigint>;
}

/** As JSON text (schema pool-ranking/1): lovelace as decimal text, by pool. */
export const poolRankingText = ({ magic, epoch, askedAtMs, rewards }: PoolRanking): string =>
  JSON.stringify({
    schema: 'pool-ranking/1',
    magic,
    epoch,
    askedAtMs,
    rewards: Object.fromEntries([...rewards].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, one]) => [id, `${one}`])),
  });

/** Back from the parsed JSON. @throws InvalidValue naming the first field that is missing or wrong */
export function poolRankingFrom(json: unknown): PoolRanking {
  const given = fieldsAt('', json, 'pool ranking');
  if (given.get('schema') !== 'pool-ranking/1') throw given.wrong('schema', 'pool-ranking/1');
  const rewards = given.fields('rewards');
  return {
    magic: given.number('magic'),
    epoch: given.epoch('epoch'),
    askedAtMs: unixMs(given.number('askedAtMs')),
    rewards: new Map(
      rewards.names().map((id) => [rewards.word(id, 'a pool id in hex', () => poolId(id)), rewards.lovelace(id)]),
    ),
  };
}
