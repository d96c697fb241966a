import type { PoolId } from '../units/hashes.ts';

/**
 * A pool's live stake is another than in the generation before (operators.md 1.5). Lovelace as decimal text. Who follows the
 * pool says from which difference on it matters to them. No roll backward undoes it: the next generation says what is then.
 */
export type StakeChangeNotice = {
  readonly key: string;
  readonly kind: 'stake_change';
  readonly subject: PoolId;
  readonly slot: null;
  readonly payload: {
    readonly pool: PoolId;
    readonly ticker: string;
    readonly old_stake: string;
    readonly livestake: string;
  };
};

/** `generation`: hash of the file that said so, hex. */
export const stakeChange = ({
  pool,
  before,
  now,
  generation,
}: {
  readonly pool: PoolId;
  readonly before: bigint;
  readonly now: bigint;
  readonly generation: string;
}): StakeChangeNotice => ({
  key: `stake_change:${pool}:${generation}`,
  kind: 'stake_change',
  subject: pool,
  slot: null,
  // Tickers come with the pools' metadata.
  payload: { pool, ticker: '', old_stake: `${before}`, livestake: `${now}` },
});
