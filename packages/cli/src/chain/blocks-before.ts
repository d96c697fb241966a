import { readFile } from 'node:fs/promises';
import { InvalidValue, type PoolId, poolId } from '@pooltool/domain';
import { decodeBech32As, toHex } from '@pooltool/shared-utils/crypto';
import { poolToolErrorIn } from '@pooltool/shared-utils/errors';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { type BlocksBefore, chainReach, type SavedBlocksBefore, saveBlocksBefore } from '@pooltool/store';
import { blocksBeforeInvalid, fileUnreadable } from '../errors.ts';

const HEAD = 'pool,blocks';
/** PostgreSQL's integer; no pool comes near. */
const MOST_BLOCKS = 2 ** 31 - 1;
const MOST_FAULTS_TOLD = 10;

/** @throws POOLTOOL_FILE_UNREADABLE, POOLTOOL_BLOCKS_BEFORE_INVALID naming every line that is wrong */
export async function blocksBeforeOfFile(file: string): Promise<BlocksBefore[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw fileUnreadable({ message: `${file}: ${cause instanceof Error ? cause.message : String(cause)}`, cause });
  });
  return parseBlocksBefore(text, file);
}

/**
 * CSV of pool and blocks, with its head; empty lines are passed over. A pool id is hex or bech32 and stands there once.
 * @throws POOLTOOL_BLOCKS_BEFORE_INVALID with all that is wrong, so that a file is mended in one go
 */
export function parseBlocksBefore(text: string, file: string): BlocksBefore[] {
  const [head = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const faults: string[] = [];
  const told: BlocksBefore[] = [];
  const lineOf = new Map<PoolId, number>();
  if (head.trim() !== HEAD) faults.push(`line 1: it wants ${HEAD}, found ${JSON.stringify(head.slice(0, 80))}`);
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const number = index + 2;
    const parsed = lineParsed(line);
    if (typeof parsed === 'string') faults.push(`line ${number}: ${parsed}`);
    else if (lineOf.has(parsed.pool)) faults.push(`line ${number}: the pool of line ${lineOf.get(parsed.pool)} again`);
    else {
      lineOf.set(parsed.pool, number);
      told.push(parsed);
    }
  }
  if (faults.length > 0) {
    const more = faults.length - MOST_FAULTS_TOLD;
    const shown = faults.slice(0, MOST_FAULTS_TOLD).concat(more > 0 ? [`and ${more} more`] : []);
    throw blocksBeforeInvalid({ message: `${file}: ${shown.join('; ')}`, details: { file, faults: faults.length } });
  }
  if (told.length === 0) throw blocksBeforeInvalid({ message: `${file}: no pool in it`, details: { file } });
  return told;
}

/** What is wrong with it, or what it says. */
function lineParsed(line: string): BlocksBefore | string {
  const [pool = '', blocks = '', ...rest] = line.split(',').map((field) => field.trim());
  if (rest.length > 0) return `${rest.length + 2} fields, it wants pool and blocks`;
  if (!/^\d{1,10}$/.test(blocks) || Number(blocks) > MOST_BLOCKS) {
    return `blocks wants a whole number from 0 to ${MOST_BLOCKS}, found ${JSON.stringify(blocks)}`;
  }
  try {
    return { pool: poolOf(pool), blocks: Number(blocks) };
  } catch (error) {
    if (error instanceof InvalidValue || poolToolErrorIn(error) !== undefined) {
      return error instanceof Error ? error.message : String(error);
    }
    throw error;
  }
}

const poolOf = (text: string): PoolId =>
  poolId(
    text.startsWith('pool1') ? toHex(decodeBech32As(text, { prefixes: ['pool'], bytes: 28 })) : text.toLowerCase(),
  );

/** What `pooltool chain blocks-before --json` prints. */
export interface ToldBlocksBefore extends SavedBlocksBefore {
  /** in the file */
  readonly pools: number;
}

/** @throws POOLTOOL_BLOCKS_BEFORE_INVALID when our chain begins at the genesis: nothing came before it */
export const tellBlocksBefore = (pool: Pool, told: readonly BlocksBefore[]): Promise<ToldBlocksBefore> =>
  inTransaction(pool, async (tx) => {
    const saved = await saveBlocksBefore(tx, told);
    if ((await chainReach(tx))?.fromGenesis === true) {
      throw blocksBeforeInvalid({ message: 'our chain begins at the genesis: no block came before it' });
    }
    return { pools: told.length, ...saved };
  });

export const blocksBeforeLine = ({ pools, changed, unknown, milestones }: ToldBlocksBefore): string =>
  `${pools} pools told, ${changed} of them new or changed, with ${milestones} awards on our chain; of ${unknown} pools of our chain it is not known yet`;
