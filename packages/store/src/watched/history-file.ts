import { credentialText, type Epoch, epoch, type StakeCredential } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';

/** The file of a watched history as the outside finds it (`stake_hist_meta`, clients.md 3.1). */
export interface StakeHistoryFile {
  /** of its object, below the network's root */
  readonly path: string;
  /** fresh: it shows all there is; building: it will; missing: nobody has asked for it since it last changed */
  readonly state: 'fresh' | 'building' | 'missing';
  /** of our chain; null before its first block */
  readonly currentEpoch: Epoch | null;
  /** the newest earned epoch that is final in every watched history; null: none yet */
  readonly processedThrough: Epoch | null;
}

/** Where it lies below the network's root, as in the old archive. */
export const stakeHistoryPath = ({ hash }: Pick<StakeCredential, 'hash'>): string =>
  `stake_history/${hash.slice(0, 6)}/${hash}.json`;

/** A file that changed is forgotten by what changed it (`forgetFiles`), so what is remembered is up to date. */
export async function stakeHistoryFile(db: Queryable, credential: StakeCredential): Promise<StakeHistoryFile> {
  const { rows } = await db.query<{ waits: boolean; written: boolean; current: number | null; through: number | null }>(
    {
      name: 'stake-history-file',
      text: `
      select exists (select from document_mark where kind = 'stake_history_file' and subject = $1) as waits,
        exists (select from document_state where kind = 'stake_history_file' and subject = $1) as written,
        (select epoch from block where era > 0 order by slot desc, height desc limit 1) as current,
        (select max(earned_epoch) from reward_pivot_epoch where status = 'final') as through`,
      values: [credentialText(credential)],
    },
  );
  const [row] = rows;
  return {
    path: stakeHistoryPath(credential),
    state: row?.waits === true ? 'building' : row?.written === true ? 'fresh' : 'missing',
    currentEpoch: row?.current == null ? null : epoch(row.current),
    processedThrough: row?.through == null ? null : epoch(row.through),
  };
}

/** Those whose file is neither up to date nor being drawn. */
export async function withoutFile(
  db: Queryable,
  credentials: readonly StakeCredential[],
): Promise<readonly StakeCredential[]> {
  const { rows } = await db.query<{ subject: string }>({
    name: 'without-history-file',
    text: `
      select subject from unnest($1::text[]) as asked (subject)
      where not exists (select from document_mark m where m.kind = 'stake_history_file' and m.subject = asked.subject)
        and not exists (select from document_state s where s.kind = 'stake_history_file' and s.subject = asked.subject)`,
    values: [credentials.map(credentialText)],
  });
  const missing = new Set(rows.map(({ subject }) => subject));
  return credentials.filter((credential) => missing.has(credentialText(credential)));
}

/** To be called, last, by whoever changed what histories show. A file that is being drawn at this moment is drawn again. */
export async function forgetFiles(tx: Transaction): Promise<void> {
  await lockHistories(tx);
  await tx.query(`update document_mark set marks = marks + 1 where kind = 'stake_history_file'`);
  await tx.query(`delete from document_state where kind = 'stake_history_file'`);
}

/** Of whoever changes what is shown of all of them, before it touches any. */
export async function lockHistories(tx: Transaction): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(${HISTORIES})`);
}

/**
 * Of everybody who asks for some: until `tx` ends nobody carries their sums on, or forgets their files, so that none is drawn
 * from facts of before it and taken to be up to date.
 */
export async function holdHistories(tx: Transaction): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock_shared(${HISTORIES})`);
}

const HISTORIES = `hashtextextended('histories of watched keys', 0)`;
