import {
  type Epoch,
  effectiveEpochs,
  epoch,
  type Lovelace,
  lovelace,
  type PoolEvent,
  type PoolId,
  poolStandingAt,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** A pool and the epoch in which it may have been elected. */
export interface AskedElection {
  readonly pool: PoolId;
  readonly epoch: Epoch;
}

/**
 * What it takes to prove that a pool was elected leader of a slot; null what is not known. With the network's active slot
 * coefficient and a report's proof it goes into `verifyVrf` and `isElected`.
 */
export interface Election extends AskedElection {
  /** that the pool had registered when the leaders of this epoch were fixed; 64 hex characters */
  readonly vrfKeyHash: string | null;
  /** the key of that hash, as headers carry it; null until a block with it was followed */
  readonly vrfKey: string | null;
  readonly nonce: string | null;
  /** of the snapshot that elects in this epoch; 0 when the pool is not in it, null while there is no snapshot */
  readonly poolStake: Lovelace | null;
  readonly totalStake: Lovelace | null;
}

/** One pool in one epoch. */
export async function readElection(db: Queryable, asked: AskedElection): Promise<Election> {
  const [election] = await readElections(db, [asked]);
  if (election === undefined) throw new Error('one election was asked for, and none came');
  return election;
}

/**
 * One for each that is asked for, in that order; one query, whatever their number.
 *
 * Which VRF key was registered, the snapshot tells; where it does not, because the dump did not or there is none yet, the
 * pool's certificates of our chain tell it, unless the pool is older than those and was not registered again since.
 */
export async function readElections(db: Queryable, asked: readonly AskedElection[]): Promise<Election[]> {
  if (asked.length === 0) return [];
  const { rows } = await db.query<Row>({
    name: 'read-elections',
    text: QUERY,
    values: [asked.map(({ pool }) => pool), asked.map((one) => one.epoch)],
  });
  return asked.map((one, index) => electionOf(one, rows[index]));
}

const QUERY = `
  select encode(n.nonce, 'hex') as nonce, e.active_stake as total, s.stake,
    encode(s.vrf_key_hash, 'hex') as hash, encode(k.vrf_key, 'hex') as key,
    (select min(active_epoch) from pool_snapshot where pool_id = pool.id) as first_snapshot,
    (select json_agg(json_build_object('epoch', c.epoch, 'retiring', c.retiring, 'hash', encode(c.hash, 'hex'),
         'key', encode(ck.vrf_key, 'hex'))
       order by c.slot, c.transaction_index, c.certificate_index)
     from (
       select slot, transaction_index, certificate_index, epoch, null::integer as retiring, vrf_key_hash as hash
       from pool_registration where pool_id = pool.id
       union all
       select slot, transaction_index, certificate_index, epoch, retiring_epoch, null
       from pool_retirement where pool_id = pool.id
     ) c left join vrf_key ck on ck.vrf_key_hash = c.hash) as certificates
  from unnest($1::text[], $2::int[]) with ordinality as asked (pool, epoch, place)
  cross join lateral (select decode(asked.pool, 'hex') as id) pool
  left join epoch_nonce n on n.epoch = asked.epoch
  left join snapshot_epoch e on e.active_epoch = asked.epoch
  left join pool_snapshot s on s.active_epoch = asked.epoch and s.pool_id = pool.id
  left join vrf_key k on k.vrf_key_hash = s.vrf_key_hash
  order by place`;

interface Row {
  readonly nonce: string | null;
  readonly total: bigint | null;
  readonly stake: bigint | null;
  readonly hash: string | null;
  readonly key: string | null;
  readonly first_snapshot: number | null;
  readonly certificates: readonly Certificate[] | null;
}

interface Certificate {
  readonly epoch: number;
  /** of a retirement */
  readonly retiring: number | null;
  /** of a registration */
  readonly hash: string | null;
  readonly key: string | null;
}

interface RegisteredKey {
  readonly hash: string | null;
  readonly key: string | null;
}

const UNKNOWN: RegisteredKey = { hash: null, key: null };

function electionOf(asked: AskedElection, row: Row | undefined): Election {
  const registered = row === undefined ? UNKNOWN : row.hash === null ? certifiedKey(row, asked.epoch) : row;
  const total = row?.total ?? null;
  return {
    pool: asked.pool,
    epoch: asked.epoch,
    vrfKeyHash: registered.hash,
    vrfKey: registered.key,
    nonce: row?.nonce ?? null,
    poolStake: total === null ? null : lovelace(row?.stake ?? 0n),
    totalStake: total === null ? null : lovelace(total),
  };
}

/** From when on what is registered for the first time counts is how long before an epoch its snapshot is taken. */
const EPOCHS_BEFORE = effectiveEpochs('first-registration', epoch(0)).blocks;

function certifiedKey({ certificates, first_snapshot }: Row, elects: Epoch): RegisteredKey {
  if (elects < EPOCHS_BEFORE || certificates === null) return UNKNOWN;
  const events = certificates.map(eventOf);
  const first = events[0]?.epoch ?? null;
  const older = first !== null && first_snapshot !== null && first_snapshot < first + EPOCHS_BEFORE;
  const snapshotTaken = epoch(elects - EPOCHS_BEFORE);
  return poolStandingAt(snapshotTaken, { events, before: older ? UNKNOWN : null }).current ?? UNKNOWN;
}

const eventOf = ({ epoch: at, retiring, hash, key }: Certificate): PoolEvent<RegisteredKey> =>
  retiring === null
    ? { kind: 'registration', epoch: epoch(at), parameters: { hash, key } }
    : { kind: 'retirement', epoch: epoch(at), retiringEpoch: epoch(retiring) };
