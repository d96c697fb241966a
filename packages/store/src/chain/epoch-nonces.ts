import { type Epoch, epoch } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { epochNonceDiffers } from '../errors.ts';

/** Told by the node, or evolved from the blocks that we followed. */
export type NonceSource = 'cnode' | 'followed';

/** The nonce under which the slots of an epoch are drawn. */
export interface EpochNonce {
  readonly epoch: Epoch;
  /** 64 hex characters */
  readonly nonce: string;
  readonly source: NonceSource;
}

/**
 * Writes an epoch's nonce, of which there is only one: whoever tells it first stands in the row.
 * @throws POOLTOOL_EPOCH_NONCE_DIFFERS (reject, 409): a node of another chain, or an error of ours, and then no proof is safe
 */
export async function saveEpochNonce(tx: Transaction, told: EpochNonce): Promise<'recorded' | 'known'> {
  const { rowCount } = await tx.query(
    `insert into epoch_nonce (epoch, nonce, source) values ($1, decode($2, 'hex'), $3) on conflict (epoch) do nothing`,
    [told.epoch, told.nonce, told.source],
  );
  if (rowCount === 1) return 'recorded';
  const known = await readEpochNonce(tx, told.epoch);
  if (known !== null && known.nonce === told.nonce) return 'known';
  throw epochNonceDiffers({
    message: `the nonce of epoch ${told.epoch} is ${known?.nonce} (${known?.source}), and ${told.source} says ${told.nonce}`,
    details: {
      epoch: told.epoch,
      known: known?.nonce,
      knownFrom: known?.source,
      told: told.nonce,
      toldBy: told.source,
    },
  });
}

/** Null while nobody has told. */
export async function readEpochNonce(db: Queryable, of: Epoch): Promise<EpochNonce | null> {
  const { rows } = await db.query<{ epoch: number; nonce: string; source: NonceSource }>(
    `select epoch, encode(nonce, 'hex') as nonce, source from epoch_nonce where epoch = $1`,
    [of],
  );
  const [row] = rows;
  return row === undefined ? null : { ...row, epoch: epoch(row.epoch) };
}
