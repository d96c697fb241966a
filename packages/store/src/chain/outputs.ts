import {
  type BlockFacts,
  CREDENTIAL_TAG,
  type CreatedOutput,
  movedOutputs,
  readStakePart,
  type Slot,
  type StakeCredential,
  type StakePart,
} from '@pooltool/domain';
import { type Transaction, together } from '@pooltool/shared-utils/pg';
import { pointersIn } from './pointers.ts';

/**
 * Keeps which outputs these blocks made and spent, with the stake credential each output counts for. Nothing is asked
 * about the spent ones, so an output of before our chain began is spent like any other. Blocks without transactions
 * cost no statement.
 */
export async function recordOutputs(tx: Transaction, blocks: readonly BlockFacts[]): Promise<void> {
  const moved = movedIn(blocks);
  await together(tx, [
    () => insertOutputs(tx, moved.created),
    () => resolvePointers(tx, moved),
    () => insertSpendings(tx, moved.spent),
  ]);
}

interface Created extends CreatedOutput {
  readonly transactionId: string;
  readonly slot: Slot;
  readonly credential: StakeCredential | null;
  /** what it points at was not registered in these blocks: perhaps before them */
  readonly pointer: Extract<StakePart, { kind: 'pointer' }> | null;
}

interface Spent {
  readonly slot: Slot;
  readonly transactionId: string;
  readonly index: number;
}

interface Moved {
  readonly created: readonly Created[];
  readonly spent: readonly Spent[];
  readonly firstSlot: number;
}

function movedIn(blocks: readonly BlockFacts[]): Moved {
  const registeredAt = pointersIn(blocks);
  const created: Created[] = [];
  const spent: Spent[] = [];
  for (const { block } of blocks) {
    for (const transaction of block.transactions) {
      const moved = movedOutputs(transaction);
      const at = { slot: block.slot, transactionIndex: transaction.index };
      for (const { index, output } of moved.created) {
        const part = readStakePart(output.address);
        const pointedAt = part?.kind === 'pointer' ? registeredAt(part, at) : null;
        const credential = part?.kind === 'credential' ? part.credential : pointedAt;
        const pointer = part?.kind === 'pointer' && pointedAt === null ? part : null;
        created.push({ index, output, transactionId: transaction.id, slot: block.slot, credential, pointer });
      }
      for (const { transactionId, index } of moved.spent) spent.push({ slot: block.slot, transactionId, index });
    }
  }
  return { created, spent, firstSlot: blocks[0]?.block.slot ?? 0 };
}

async function insertOutputs(tx: Transaction, created: readonly Created[]): Promise<void> {
  if (created.length === 0) return;
  await tx.query({
    name: 'insert-outputs',
    text: `
      insert into chain_output (transaction_id, output_index, slot, credential_kind, credential, amount)
      select decode(transaction_id, 'hex'), output_index, slot, credential_kind, decode(credential, 'hex'), amount
      from unnest($1::text[], $2::int[], $3::bigint[], $4::smallint[], $5::text[], $6::numeric[])
        as made (transaction_id, output_index, slot, credential_kind, credential, amount)
      -- named by the hash of what made it: what has this name is this output
      on conflict do nothing`,
    values: [
      column(created, ({ transactionId }) => transactionId),
      column(created, ({ index }) => index),
      column(created, ({ slot }) => slot),
      column(created, ({ credential }) => credential && CREDENTIAL_TAG[credential.kind]),
      column(created, ({ credential }) => credential?.hash ?? null),
      column(created, ({ output }) => output.amount),
    ],
  });
}

/** Pointer addresses are a handful in years: those that point behind these blocks are resolved one statement later. */
async function resolvePointers(tx: Transaction, { created, firstSlot }: Moved): Promise<void> {
  const pointing = created.flatMap(({ pointer, transactionId, index }) =>
    pointer === null || pointer.slot >= firstSlot ? [] : [{ pointer, transactionId, index }],
  );
  if (pointing.length === 0) return;
  await tx.query(
    `update chain_output o set credential_kind = c.credential_kind, credential = c.credential
     from unnest($1::text[], $2::int[], $3::bigint[], $4::int[], $5::int[])
       as p (transaction_id, output_index, slot, transaction_index, certificate_index)
     join stake_certificate c on c.slot = p.slot and c.transaction_index = p.transaction_index
       and c.certificate_index = p.certificate_index and c.kind = 0
     where o.transaction_id = decode(p.transaction_id, 'hex') and o.output_index = p.output_index`,
    [
      pointing.map(({ transactionId }) => transactionId),
      pointing.map(({ index }) => index),
      pointing.map(({ pointer }) => pointer.slot),
      pointing.map(({ pointer }) => pointer.transactionIndex),
      pointing.map(({ pointer }) => pointer.certificateIndex),
    ],
  );
}

async function insertSpendings(tx: Transaction, spent: readonly Spent[]): Promise<void> {
  if (spent.length === 0) return;
  await tx.query({
    name: 'insert-spendings',
    text: `
      insert into output_spending (slot, transaction_id, output_index)
      select slot, decode(transaction_id, 'hex'), output_index
      from unnest($1::bigint[], $2::text[], $3::int[]) as made (slot, transaction_id, output_index)`,
    values: [
      column(spent, ({ slot }) => slot),
      column(spent, ({ transactionId }) => transactionId),
      column(spent, ({ index }) => index),
    ],
  });
}

/**
 * A column of rows as PostgreSQL writes an array. Numbers and hex need no quotes, and these are the most rows we write:
 * looking at every one of them for what to quote, as pg does, is half of what keeping them costs us.
 */
const column = <Row>(rows: readonly Row[], pick: (row: Row) => number | bigint | string | null): string =>
  `{${rows.map((row) => pick(row) ?? 'NULL').join()}}`;

/**
 * For a roll backward, after its blocks are gone: what they made never was, what they spent is unspent. A Byron boundary
 * block shares its slot with the block after it and moves nothing, so what stays is up to the newest block that is none.
 */
export async function undoOutputs(tx: Transaction): Promise<void> {
  const { rows } = await tx.query<{ last: bigint | null }>(`select max(slot) as last from block where era > 0`);
  const last = rows[0]?.last ?? -1n;
  await together(tx, [
    () => tx.query(`delete from chain_output where slot > $1`, [last]),
    () => tx.query(`delete from output_spending where slot > $1`, [last]),
  ]);
}
