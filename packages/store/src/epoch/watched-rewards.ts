import {
  credentialKindOf,
  credentialText,
  type Epoch,
  type PoolId,
  poolId,
  type StakeCredential,
  stakeCredential,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import type { Archive } from '../archive/open-archive.ts';
import { stakeHistories } from '../documents/read-stake-histories.ts';

/** What reached a watched account for one earned epoch; lovelace. */
export interface WatchedReward {
  readonly credential: StakeCredential;
  /** each pool once, in the order of their ids; both are not 0 */
  readonly pools: readonly { readonly pool: PoolId; readonly member: bigint; readonly operator: bigint }[];
}

/**
 * Of every watched key that was paid something for `earned`, in the order of hashes: one statement, however many there
 * are. Nobody while its rewards are a forecast, or when its rows are no longer here.
 */
export async function watchedRewards(db: Queryable, earned: Epoch): Promise<WatchedReward[]> {
  const { rows } = await db.query<Row>({
    name: 'watched-rewards',
    text: `
      select r.credential_kind, encode(r.credential, 'hex') as credential, encode(r.pool_id, 'hex') as pool,
        coalesce(sum(r.amount) filter (where r.kind = 1), 0) as member,
        coalesce(sum(r.amount) filter (where r.kind = 0), 0) as operator
      from watched_key w
      join account_reward r on r.credential = w.credential and r.credential_kind = w.credential_kind
      where r.earned_epoch = $1 and r.destination = 1 and r.amount > 0
      group by r.credential, r.credential_kind, r.pool_id
      order by r.credential, r.credential_kind, r.pool_id`,
    values: [earned],
  });
  const byAccount = Map.groupBy(rows, (row) => `${row.credential_kind}/${row.credential}`);
  return [...byAccount.values()].flatMap((of) => {
    const [first] = of;
    if (first === undefined) return [];
    const credential = stakeCredential(credentialKindOf(first.credential_kind), first.credential);
    return [{ credential, pools: of.map(({ pool, member, operator }) => ({ pool: poolId(pool), member, operator })) }];
  });
}

interface Row {
  readonly credential_kind: number;
  readonly credential: string;
  readonly pool: string;
  readonly member: bigint;
  readonly operator: bigint;
}

/** Whose histories are in memory together. */
const AT_ONCE = 200;

/**
 * All that was ever paid to these accounts for epochs up to `through`, by `credentialText`; lovelace, wherever the rows of
 * an epoch lie by now. @throws POOLTOOL_ARCHIVE_GREW (retry), and what `Archive.entriesOf` throws
 */
export async function lifetimePaid(
  { db, archive, signal }: { readonly db: Queryable; readonly archive: Archive; readonly signal: AbortSignal },
  { credentials, through }: { readonly credentials: readonly StakeCredential[]; readonly through: Epoch },
): Promise<ReadonlyMap<string, bigint>> {
  const sums = new Map<string, bigint>();
  for (let from = 0; from < credentials.length; from += AT_ONCE) {
    signal.throwIfAborted();
    const some = credentials.slice(from, from + AT_ONCE);
    const archived = await archive.entriesOf(db, some);
    const { histories, epochs } = await stakeHistories(db, some, archived);
    for (const { credential, rewards } of histories) {
      const paid = rewards.filter((row) => row.epoch <= through && epochs.get(row.epoch) === true);
      sums.set(
        credentialText(credential),
        paid.reduce((sum, { amount }) => sum + amount, 0n),
      );
    }
  }
  return sums;
}
