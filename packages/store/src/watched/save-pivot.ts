import {
  CREDENTIAL_TAG,
  credentialKindOf,
  type DocumentMark,
  type Epoch,
  markOf,
  type StakeCredential,
  stakeCredential,
} from '@pooltool/domain';
import { addedSums, NO_STAKE_SUMS, type StakeSums } from '@pooltool/domain/rewards';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';
import { watchedPartMarks } from '../documents/watched-parts.ts';
import { forgetFiles, lockHistories } from './history-file.ts';
import { columnsOf, watchedKeys } from './watched-keys.ts';
import { pivotedTo } from './watched-sums.ts';

/**
 * What paid epochs added to one key's sums, ascending; lovelace. Flat, because ten thousand keys of five hundred epochs may
 * begin together: 28 bytes an epoch.
 */
export interface AddedByEpoch {
  readonly epochs: Int32Array;
  readonly amount: BigInt64Array;
  readonly operatorRewards: BigInt64Array;
  readonly stakeRewards: BigInt64Array;
}

/** The rewards of an earned epoch as the histories of watched keys take them in. */
export interface PivotToSave {
  readonly earned: Epoch;
  readonly status: 'forecast' | 'final';
  /** of keys that were summed already: what this epoch added to each; those it added nothing to are left out */
  readonly added: readonly { readonly credential: StakeCredential; readonly sums: StakeSums }[];
  /** of keys that were not: what every paid epoch in which they had a part added */
  readonly begun: readonly BegunKey[];
}

interface BegunKey {
  readonly credential: StakeCredential;
  readonly added: AddedByEpoch;
}

export interface SavedPivot {
  /** keys whose sums in later epochs changed, because this epoch is not what it was */
  readonly corrected: number;
  readonly marked: number;
}

/**
 * Carries the lifetime sums of watched keys on over an epoch that was paid, replacing what the epoch added before: what it
 * adds otherwise than before is added to every later sum. Keys watched, forgotten or begun anew since the figures were
 * read are left to the next pivot. A forecast has no sums; its records are only drawn again.
 * To be called for one epoch at a time.
 */
export async function savePivot(tx: Transaction, pivot: PivotToSave): Promise<SavedPivot> {
  const { earned, status, added, begun } = pivot;
  await lockHistories(tx);
  await tx.query(
    `insert into reward_pivot_epoch values ($1, $2) on conflict (earned_epoch) do update set status = excluded.status`,
    [earned, status],
  );
  const corrected = status === 'final' ? await carrySums(tx, { earned, added }) : [];
  const started = status === 'final' ? await beginSums(tx, begun) : [];
  const marks: DocumentMark[] = [
    ...(await watchedPartMarks(tx, earned)),
    ...[...corrected, ...started].map(markOf.stakeHistory),
    markOf.syncStatus(),
  ];
  if (earned === (await pivotedTo(tx))) {
    for (const { credential } of await watchedKeys(tx))
      marks.push(markOf.stakeHistoryPart(credential, 'pivotedToEpoch'));
  }
  await markDocuments(tx, marks);
  await forgetFiles(tx);
  return { corrected: corrected.length, marked: marks.length };
}

/** @returns those whose later sums changed */
async function carrySums(
  tx: Transaction,
  { earned, added }: Pick<PivotToSave, 'earned' | 'added'>,
): Promise<StakeCredential[]> {
  const [kinds, hashes] = columnsOf(added.map(({ credential }) => credential));
  const { rows } = await tx.query<{ kind: number; hash: string }>(
    `with key as materialized (
       -- held, so that no key goes or begins anew meanwhile
       select credential_kind as kind, credential from watched_key where summed order by credential for share
     ), before as (
       select k.kind, k.credential, coalesce(b.amount, 0) as amount, coalesce(b.operator_rewards, 0) as operator_rewards,
         coalesce(b.stake_rewards, 0) as stake_rewards
       from key k left join lateral (
         select amount, operator_rewards, stake_rewards from watched_sum s
         where s.credential = k.credential and s.credential_kind = k.kind and s.epoch < $1
         order by s.epoch desc limit 1) b on true
     ), now as materialized (
       select b.kind, b.credential, a.amount is not null as there,
         b.amount + coalesce(a.amount, 0) as amount,
         b.operator_rewards + coalesce(a.operator_rewards, 0) as operator_rewards,
         b.stake_rewards + coalesce(a.stake_rewards, 0) as stake_rewards,
         b.amount + coalesce(a.amount, 0) - coalesce(o.amount, b.amount) as more_amount,
         b.operator_rewards + coalesce(a.operator_rewards, 0) - coalesce(o.operator_rewards, b.operator_rewards) as more_operator,
         b.stake_rewards + coalesce(a.stake_rewards, 0) - coalesce(o.stake_rewards, b.stake_rewards) as more_stake
       from before b
       left join unnest($2::smallint[], $3::text[], $4::numeric[], $5::numeric[], $6::numeric[])
         as a (kind, hash, amount, operator_rewards, stake_rewards)
         on a.kind = b.kind and decode(a.hash, 'hex') = b.credential
       left join watched_sum o on o.credential = b.credential and o.credential_kind = b.kind and o.epoch = $1
     ), gone as (
       delete from watched_sum s using now n
       where not n.there and s.credential = n.credential and s.credential_kind = n.kind and s.epoch = $1
     ), written as (
       insert into watched_sum
       select kind, credential, $1, amount, operator_rewards, stake_rewards from now where there
       on conflict (credential, credential_kind, epoch) do update set amount = excluded.amount,
         operator_rewards = excluded.operator_rewards, stake_rewards = excluded.stake_rewards
         where (watched_sum.amount, watched_sum.operator_rewards, watched_sum.stake_rewards)
           <> (excluded.amount, excluded.operator_rewards, excluded.stake_rewards)
     ), later as (
       update watched_sum s set amount = s.amount + n.more_amount,
         operator_rewards = s.operator_rewards + n.more_operator, stake_rewards = s.stake_rewards + n.more_stake
       from now n
       where s.credential = n.credential and s.credential_kind = n.kind and s.epoch > $1
         and (n.more_amount, n.more_operator, n.more_stake) <> (0, 0, 0)
       returning s.credential_kind as kind, s.credential
     )
     select distinct kind, encode(credential, 'hex') as hash from later`,
    [
      earned,
      kinds,
      hashes,
      added.map(({ sums }) => sums.amount),
      added.map(({ sums }) => sums.operatorRewards),
      added.map(({ sums }) => sums.stakeRewards),
    ],
  );
  return rows.map(({ kind, hash }) => stakeCredential(credentialKindOf(kind), hash));
}

/** @returns those that are summed now */
async function beginSums(tx: Transaction, begun: PivotToSave['begun']): Promise<StakeCredential[]> {
  const { rows: held } = await tx.query<{ kind: number; hash: string }>(
    `update watched_key w set summed = true from unnest($1::smallint[], $2::text[]) as asked (kind, hash)
     where w.credential_kind = asked.kind and w.credential = decode(asked.hash, 'hex') and not w.summed
     returning w.credential_kind as kind, asked.hash`,
    columnsOf(begun.map(({ credential }) => credential)),
  );
  const there = new Set(held.map(({ kind, hash }) => `${kind}:${hash}`));
  const started = begun.filter(({ credential: { kind, hash } }) => there.has(`${CREDENTIAL_TAG[kind]}:${hash}`));
  const credentials = started.map(({ credential }) => credential);
  await tx.query(
    `delete from watched_sum s using unnest($1::smallint[], $2::text[]) as asked (kind, hash)
     where s.credential_kind = asked.kind and s.credential = decode(asked.hash, 'hex')`,
    columnsOf(credentials),
  );
  for (let from = 0; from < started.length; from += KEYS_AT_ONCE) {
    await insertSums(tx, started.slice(from, from + KEYS_AT_ONCE));
  }
  return credentials;
}

/** Keys whose sums are written in one statement: some ten thousand rows. */
const KEYS_AT_ONCE = 50;

async function insertSums(tx: Transaction, started: readonly BegunKey[]): Promise<void> {
  const rows = started.flatMap(runningSums);
  await tx.query(
    `insert into watched_sum
     select kind, decode(hash, 'hex'), epoch, amount, operator_rewards, stake_rewards
     from unnest($1::smallint[], $2::text[], $3::int[], $4::numeric[], $5::numeric[], $6::numeric[])
       as s (kind, hash, epoch, amount, operator_rewards, stake_rewards)`,
    [
      ...columnsOf(rows.map(({ credential }) => credential)),
      rows.map((row) => row.of),
      rows.map(({ life }) => life.amount),
      rows.map(({ life }) => life.operatorRewards),
      rows.map(({ life }) => life.stakeRewards),
    ],
  );
}

function runningSums({ credential, added }: BegunKey) {
  const { epochs, amount, operatorRewards, stakeRewards } = added;
  let life = NO_STAKE_SUMS;
  return Array.from(epochs, (of, at) => {
    life = addedSums(life, {
      amount: amount[at] ?? 0n,
      operatorRewards: operatorRewards[at] ?? 0n,
      stakeRewards: stakeRewards[at] ?? 0n,
    });
    return { credential, of, life };
  });
}
