import {
  CREDENTIAL_TAG,
  credentialKindOf,
  credentialText,
  type Epoch,
  type PoolId,
  poolId,
  type StakeCredential,
  stakeCredential,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { archivedEpochs } from '../archive/archived-epochs.ts';
import type { Archive } from '../archive/open-archive.ts';
import { archiveGrew } from '../errors.ts';

/** What reached a followed account for one earned epoch; lovelace. */
export interface FollowedReward {
  readonly credential: StakeCredential;
  /** each pool once, in the order of their ids; both are not 0 */
  readonly pools: readonly { readonly pool: PoolId; readonly member: bigint; readonly operator: bigint }[];
}

/**
 * Of every account that somebody follows and that was paid something for `earned`, in the order of hashes: one statement, however many there
 * are. Nobody while its rewards are a forecast, or when its rows are no longer here.
 */
export async function followedRewards(db: Queryable, earned: Epoch): Promise<FollowedReward[]> {
  const { rows } = await db.query<Row>({
    name: 'followed-rewards',
    text: `
      select r.credential_kind, encode(r.credential, 'hex') as credential, encode(r.pool_id, 'hex') as pool,
        coalesce(sum(r.amount) filter (where r.kind = 1), 0) as member,
        coalesce(sum(r.amount) filter (where r.kind = 0), 0) as operator
      -- of however many channels
      from (select distinct credential, credential_kind from followed_account) f
      join account_reward r on r.credential = f.credential and r.credential_kind = f.credential_kind
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

/** Whose archived entries are in memory together. */
const AT_ONCE = 200;

/**
 * All that was ever paid to these accounts for epochs up to `through`, by `credentialText`; lovelace, wherever the rows of
 * an epoch lie by now: one statement for what PostgreSQL has, and of the archive what a history of each costs.
 * @throws POOLTOOL_ARCHIVE_GREW (retry), and what `Archive.entriesOf` throws
 */
export async function lifetimePaid(
  { db, archive, signal }: { readonly db: Queryable; readonly archive: Archive; readonly signal: AbortSignal },
  { credentials, through }: { readonly credentials: readonly StakeCredential[]; readonly through: Epoch },
): Promise<ReadonlyMap<string, bigint>> {
  const sums = new Map<string, bigint>(credentials.map((credential) => [credentialText(credential), 0n]));
  const add = (credential: StakeCredential, amount: bigint): void => {
    const text = credentialText(credential);
    sums.set(text, (sums.get(text) ?? 0n) + amount);
  };
  // An epoch that moves while this is read must be counted once: what was archived from the beginning on is read there.
  const archived = new Set(await archivedEpochs(db));
  for (let from = 0; archived.size > 0 && from < credentials.length; from += AT_ONCE) {
    signal.throwIfAborted();
    const some = credentials.slice(from, from + AT_ONCE);
    const entries = await archive.entriesOf(db, some);
    demandSame(archived, entries.epochs);
    for (const credential of some) {
      const paid = entries
        .of(credential)
        .filter(({ epoch: of, entry, destination }) => of <= through && entry !== 'stake' && destination === 'account')
        .filter((entry) => archived.has(entry.epoch));
      for (const { lovelace } of paid) add(credential, lovelace);
    }
  }
  for (const { credential, amount } of await paidInRows(db, { credentials, through, besides: archived })) {
    add(credential, amount);
  }
  demandSame(archived, new Set(await archivedEpochs(db)));
  return sums;
}

function demandSame(archived: ReadonlySet<Epoch>, now: ReadonlySet<Epoch>): void {
  const moved = [...[...now].filter((of) => !archived.has(of)), ...[...archived].filter((of) => !now.has(of))];
  if (moved.length > 0) throw archiveGrew({ message: `moved while lifetimes were summed: epochs ${moved.join(', ')}` });
}

async function paidInRows(
  db: Queryable,
  {
    credentials,
    through,
    besides,
  }: {
    readonly credentials: readonly StakeCredential[];
    readonly through: Epoch;
    readonly besides: ReadonlySet<Epoch>;
  },
): Promise<{ readonly credential: StakeCredential; readonly amount: bigint }[]> {
  const { rows } = await db.query<{ credential_kind: number; credential: string; amount: bigint }>({
    name: 'paid-in-rows',
    text: `
      select r.credential_kind, encode(r.credential, 'hex') as credential, sum(r.amount) as amount
      from unnest($1::smallint[], $2::text[]) as asked (kind, hash)
      join account_reward r on r.credential = decode(asked.hash, 'hex') and r.credential_kind = asked.kind
      where r.destination = 1 and r.earned_epoch <= $3 and r.earned_epoch <> all($4::int[])
      group by r.credential_kind, r.credential`,
    values: [
      credentials.map(({ kind }) => CREDENTIAL_TAG[kind]),
      credentials.map(({ hash }) => hash),
      through,
      [...besides],
    ],
  });
  return rows.map((row) => ({
    credential: stakeCredential(credentialKindOf(row.credential_kind), row.credential),
    amount: row.amount,
  }));
}
