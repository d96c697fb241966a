import {
  type Epoch,
  epochPlus,
  type LedgerArrival,
  lovelace,
  markOf,
  type PoolId,
  type Pots,
  type ProtocolParameters,
  parseRatio,
  poolId,
  ratioText,
} from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';

/** What the ledger said at a boundary, without the files of a dump. */
export type LedgerFacts = Pick<LedgerArrival, 'epoch' | 'pots' | 'parameters' | 'feesPrevious' | 'blocksPrevious'> & {
  /** null: not told; what is known of the epoch before stays */
  readonly parametersPrevious: ProtocolParameters | null;
};

/**
 * Writes what the ledger said about `arrival.epoch` (pots, parameters in force) and about the epoch before it, which is
 * complete (fees, blocks by pool, parameters). Replaces what was there.
 */
export async function saveLedgerFacts(tx: Transaction, arrival: LedgerFacts): Promise<void> {
  await saveParameters(tx, arrival.epoch, arrival.parameters);
  await savePots(tx, arrival.epoch, arrival.pots);
  const marks = [markOf.epochParams(arrival.epoch), markOf.circulatingSupply(arrival.epoch)];
  if (arrival.epoch > 0) {
    const complete = epochPlus(arrival.epoch, -1);
    if (arrival.parametersPrevious !== null) await saveParameters(tx, complete, arrival.parametersPrevious);
    await saveTotals(tx, complete, arrival);
    marks.push(markOf.epochParams(complete), markOf.epoch(complete));
  }
  await markDocuments(tx, marks);
}

async function saveParameters(tx: Transaction, inForce: Epoch, parameters: ProtocolParameters): Promise<void> {
  const { protocolVersion } = parameters;
  await tx.query(`delete from epoch_params where epoch = $1`, [inForce]);
  await tx.query(
    `insert into epoch_params (
       epoch, optimal_pool_count, pledge_influence, monetary_expansion, treasury_growth, decentralisation,
       protocol_major, protocol_minor, min_pool_cost, key_deposit, pool_deposit, max_retirement_epochs, fee_per_byte,
       fee_fixed, max_block_body_size, max_transaction_size, max_block_header_size)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    [
      inForce,
      parameters.optimalPoolCount,
      ratioText(parameters.pledgeInfluence),
      ratioText(parameters.monetaryExpansion),
      ratioText(parameters.treasuryGrowth),
      ratioText(parameters.decentralisation),
      protocolVersion.major,
      protocolVersion.minor,
      parameters.minPoolCost,
      parameters.keyDeposit,
      parameters.poolDeposit,
      parameters.maxRetirementEpochs,
      parameters.feePerByte,
      parameters.feeFixed,
      parameters.maxBlockBodySize,
      parameters.maxTransactionSize,
      parameters.maxBlockHeaderSize,
    ],
  );
}

async function savePots(tx: Transaction, during: Epoch, { reserves, treasury }: Pots): Promise<void> {
  await tx.query(
    `insert into epoch_pots (epoch, reserves, treasury) values ($1, $2, $3)
     on conflict (epoch) do update set reserves = excluded.reserves, treasury = excluded.treasury`,
    [during, reserves, treasury],
  );
}

async function saveTotals(tx: Transaction, of: Epoch, { feesPrevious, blocksPrevious }: LedgerFacts): Promise<void> {
  const blocks = [...blocksPrevious];
  await tx.query(`delete from epoch_ledger where epoch = $1`, [of]);
  await tx.query(`insert into epoch_ledger (epoch, fees, blocks) values ($1, $2, $3)`, [
    of,
    feesPrevious,
    blocks.reduce((sum, [, made]) => sum + made, 0),
  ]);
  await tx.query(
    `insert into epoch_ledger_pool_blocks (epoch, pool_id, blocks)
     select $1, decode(pool, 'hex'), blocks from unnest($2::text[], $3::int[]) as made (pool, blocks)`,
    [of, blocks.map(([pool]) => pool), blocks.map(([, made]) => made)],
  );
}

/** Parameters in force in an epoch, or null. */
export async function readParameters(db: Queryable, inForce: Epoch): Promise<ProtocolParameters | null> {
  const { rows } = await db.query<ParametersRow>(`select * from epoch_params where epoch = $1`, [inForce]);
  const [row] = rows;
  return row === undefined ? null : parametersOf(row);
}

interface ParametersRow {
  readonly optimal_pool_count: number;
  readonly pledge_influence: string;
  readonly monetary_expansion: string;
  readonly treasury_growth: string;
  readonly decentralisation: string;
  readonly protocol_major: number;
  readonly protocol_minor: number;
  readonly min_pool_cost: bigint;
  readonly key_deposit: bigint;
  readonly pool_deposit: bigint;
  readonly max_retirement_epochs: number;
  readonly fee_per_byte: bigint;
  readonly fee_fixed: bigint;
  readonly max_block_body_size: number;
  readonly max_transaction_size: number;
  readonly max_block_header_size: number;
}

const parametersOf = (row: ParametersRow): ProtocolParameters => ({
  optimalPoolCount: row.optimal_pool_count,
  pledgeInfluence: parseRatio(row.pledge_influence),
  monetaryExpansion: parseRatio(row.monetary_expansion),
  treasuryGrowth: parseRatio(row.treasury_growth),
  decentralisation: parseRatio(row.decentralisation),
  protocolVersion: { major: row.protocol_major, minor: row.protocol_minor },
  minPoolCost: lovelace(row.min_pool_cost),
  keyDeposit: lovelace(row.key_deposit),
  poolDeposit: lovelace(row.pool_deposit),
  maxRetirementEpochs: row.max_retirement_epochs,
  feePerByte: lovelace(row.fee_per_byte),
  feeFixed: lovelace(row.fee_fixed),
  maxBlockBodySize: row.max_block_body_size,
  maxTransactionSize: row.max_transaction_size,
  maxBlockHeaderSize: row.max_block_header_size,
});

/** Reserves and treasury during an epoch, or null. */
export async function readPots(db: Queryable, during: Epoch): Promise<Pots | null> {
  const { rows } = await db.query<{ reserves: bigint; treasury: bigint }>(
    `select reserves, treasury from epoch_pots where epoch = $1`,
    [during],
  );
  const [row] = rows;
  return row === undefined ? null : { reserves: lovelace(row.reserves), treasury: lovelace(row.treasury) };
}

export interface EpochTotals {
  readonly epoch: Epoch;
  /** lovelace collected */
  readonly fees: bigint;
  readonly blocks: ReadonlyMap<PoolId, number>;
}

/** What the ledger counted over an epoch, or null. */
export async function readLedgerTotals(db: Queryable, of: Epoch): Promise<EpochTotals | null> {
  const { rows } = await db.query<{ fees: bigint }>(`select fees from epoch_ledger where epoch = $1`, [of]);
  const [row] = rows;
  if (row === undefined) return null;
  const made = await db.query<{ pool: string; blocks: number }>(
    `select encode(pool_id, 'hex') as pool, blocks from epoch_ledger_pool_blocks where epoch = $1`,
    [of],
  );
  return { epoch: of, fees: row.fees, blocks: blocksOf(made.rows) };
}

export interface FollowedEpoch extends EpochTotals {
  /** false when our chain begins inside or after the epoch, or has not left it yet */
  readonly whole: boolean;
}

/** What we counted ourselves while following the chain. */
export async function readFollowedTotals(db: Queryable, of: Epoch): Promise<FollowedEpoch> {
  const sums = await db.query<{ fees: bigint | null; whole: boolean }>(
    `select (select fees from epoch_chain where epoch = $1) as fees,
       exists (select from epoch_chain where epoch > $1)
         and (exists (select from epoch_chain where epoch < $1)
           or exists (select from block where epoch = $1 and parent_hash is null)
           or exists (select from block where epoch = $1 and height = 0)) as whole`,
    [of],
  );
  const made = await db.query<{ pool: string; blocks: number }>(
    `select encode(pool_id, 'hex') as pool, blocks from pool_epoch_blocks where epoch = $1`,
    [of],
  );
  const [row] = sums.rows;
  return { epoch: of, fees: row?.fees ?? 0n, whole: row?.whole ?? false, blocks: blocksOf(made.rows) };
}

const blocksOf = (rows: readonly { readonly pool: string; readonly blocks: number }[]) =>
  new Map(rows.map(({ pool, blocks }) => [poolId(pool), blocks]));
