import { credentialHash, poolId, type StakeCredential } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import type { DelegationRow, RewardRow } from '../documents/stake-history-rows.ts';
import { archiveGrew } from '../errors.ts';
import type { ArchivedEntries } from './archived-entries.ts';
import { archivedEpochs } from './archived-epochs.ts';

/**
 * The archived part of some histories, in the shapes of the rest. What was read from the archive must reach as far as
 * what `db` sees was moved there: else epochs would be missing from both. @throws POOLTOOL_ARCHIVE_GREW (retry)
 */
export async function archivedHistories(
  db: Queryable,
  credentials: readonly StakeCredential[],
  archived: ArchivedEntries,
): Promise<readonly { readonly delegations: readonly DelegationRow[]; readonly rewards: readonly RewardRow[] }[]> {
  if (credentials.length === 0) return [];
  const moved = new Set(await archivedEpochs(db));
  const missing = [...moved].filter((of) => !archived.epochs.has(of));
  if (missing.length > 0) throw archiveGrew({ message: `not read from the archive: epochs ${missing.join(', ')}` });
  // What was restored since the archive was read is among the rows here.
  const entries = credentials.map((credential) => archived.of(credential).filter(({ epoch }) => moved.has(epoch)));
  const owners = await ownersRewardsTo(
    db,
    entries
      .flatMap((of, place) => (credentials[place]?.kind === 'key' ? of : []))
      .filter(({ entry }) => entry === 'stake'),
  );
  return entries.map((of) => ({
    delegations: of
      .filter(({ entry }) => entry === 'stake')
      .map(({ epoch, pool, lovelace, credential, credentialKind }) => ({
        epoch,
        pool,
        stake: lovelace,
        ownersRewardsTo: credentialKind === 'key' ? (owners.get(`${epoch}/${pool}/${credential}`) ?? null) : null,
      })),
    rewards: of.flatMap(({ epoch, pool, lovelace, entry, destination }) =>
      entry === 'stake' || destination !== 'account' ? [] : [{ epoch, pool, kind: entry, amount: lovelace }],
    ),
  }));
}

/** Pools' parameters stay in PostgreSQL: where a pool sent what its owners earned, by `epoch/pool/owner`. */
async function ownersRewardsTo(
  db: Queryable,
  delegations: readonly { readonly epoch: number; readonly pool: string; readonly credential: string }[],
) {
  if (delegations.length === 0) return new Map<string, never>();
  const { rows } = await db.query<{ epoch: number; pool: string; owner: string; to: string }>({
    name: 'owners-rewards-to',
    text: `
      select asked.epoch, asked.pool, asked.owner, encode(p.reward_credential, 'hex') as to
      from unnest($1::int[], $2::text[], $3::text[]) as asked (epoch, pool, owner)
      join pool_snapshot p on p.active_epoch = asked.epoch and p.pool_id = decode(asked.pool, 'hex')
      where decode(asked.owner, 'hex') = any(p.owners)`,
    values: [
      delegations.map(({ epoch }) => epoch),
      delegations.map(({ pool }) => pool),
      delegations.map(({ credential }) => credential),
    ],
  });
  return new Map(rows.map(({ epoch, pool, owner, to }) => [`${epoch}/${poolId(pool)}/${owner}`, credentialHash(to)]));
}
