import {
  type Epoch,
  type EpochPropagation,
  type PoolId,
  type PoolPropagation,
  PropagationCounter,
  poolId,
} from '@pooltool/domain';
import { copyOut, inTransaction, type Pool, type Transaction } from '@pooltool/shared-utils/pg';
import { epochReportsDropped } from '../errors.ts';
import { BlockReports, LineCutter, NumberReader } from './report-lines.ts';

/**
 * Counts an epoch's delays by the rule of `PoolPropagation`, here and not in PostgreSQL, which takes seven times as long
 * to group and sort tens of millions of them. They are listed block by block, and memory does not grow with their number.
 * Everything is of one view of the truth.
 * @throws POOLTOOL_EPOCH_REPORTS_DROPPED (reject) when there is nothing left to count it from
 */
export async function countPropagation(db: Pool, epoch: Epoch): Promise<EpochPropagation> {
  return inTransaction(
    db,
    async (tx) => {
      const dropped = await tx.query(`select from propagation_epoch where epoch = $1 and reports_dropped`, [epoch]);
      if (dropped.rows.length > 0) {
        throw epochReportsDropped({ message: `the tip reports of epoch ${epoch} are dropped; its histograms stand` });
      }
      const { rows: makers } = await tx.query<{ pool: string; blocks: number; reported: number }>(
        `select encode(pool_id, 'hex') as pool, count(*)::int as blocks, (count(*) filter (where exists (
           select from reported_block r where r.hash = b.hash and r.slot = b.slot)))::int as reported
         from (${poolBlocks(epoch)}) b group by pool_id`,
      );
      return {
        epoch,
        blocks: makers.reduce((sum, { blocks }) => sum + blocks, 0),
        reportedBlocks: makers.reduce((sum, { reported }) => sum + reported, 0),
        pools: await countReports(tx, { epoch, makers: makers.map(({ pool }) => pool) }),
      };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

async function countReports(
  tx: Transaction,
  { epoch, makers }: { epoch: Epoch; makers: readonly string[] },
): Promise<PoolPropagation[]> {
  const { rows: reporters } = await tx.query<{ reporter_id: number; pool: string }>(
    `select reporter_id, encode(pool_id, 'hex') as pool from reporter`,
  );
  const pools: PoolId[] = [...new Set([...makers, ...reporters.map(({ pool }) => pool)])].map(poolId);
  const placeOf = new Map<string, number>(pools.map((pool, place) => [pool, place]));
  const reads = {
    producerOf: (pool: string): number => placeOf.get(pool) ?? missing(pool),
    receivers: new Map(reporters.map(({ reporter_id: id, pool }) => [id, placeOf.get(pool) ?? missing(pool)])),
  };
  const counter = new PropagationCounter(pools);
  const block = new BlockReports();
  const lines = new LineCutter((line) => readClaim(line, { ...reads, counter, block }));
  await copyOut(tx, reportsByProducer(epoch), async (chunk) => lines.add(chunk));
  counter.add(block);
  return counter.finish();
}

/** A line is one claim; claims of one block, which several are when reporters disagree, follow each other. */
function readClaim(line: Buffer, { producerOf, receivers, counter, block }: Reading): void {
  const slotAt = line.indexOf(',') + 1;
  const reportersAt = line.indexOf(',', slotAt) + 1;
  const delaysAt = line.indexOf(',', reportersAt) + 1;
  const receivedAt = line.indexOf(',', delaysAt) + 1;
  const slot = Number(line.toString('latin1', slotAt, reportersAt - 1));
  if (slot !== block.slot) {
    counter.add(block);
    block.begin(producerOf(line.toString('latin1', 0, slotAt - 1)), slot);
  }
  const reporters = new NumberReader(line.subarray(reportersAt, delaysAt - 1));
  const delays = new NumberReader(line.subarray(delaysAt, receivedAt - 1));
  const received = new NumberReader(line.subarray(receivedAt));
  while (!reporters.isAtEnd) {
    const reporter = reporters.next() ?? missing('a reporter');
    const [delay, at] = [delays.next(), received.next() ?? missing('a moment')];
    if (delay !== null) block.add(receivers.get(reporter) ?? missing(`reporter ${reporter}`), delay, at);
  }
}

interface Reading {
  readonly producerOf: (pool: string) => number;
  readonly receivers: ReadonlyMap<number, number>;
  readonly counter: PropagationCounter;
  readonly block: BlockReports;
}

/** Blocks are found by their slots: by epoch there is no index. */
const poolBlocks = (epoch: Epoch): string => `
  select b.hash, b.slot, b.pool_id from epoch_chain c
  join block b on b.slot between c.first_slot and c.last_slot and b.pool_id is not null
  where c.epoch = ${Number(epoch)}`;

/**
 * A report counts if it names the block's true slot, whatever else it says: its delay was measured from there. The arrays
 * are sorted as they are stored (`offset 0` keeps them so) and become text on their way out.
 */
const reportsByProducer = (epoch: Epoch): string => `
  select encode(pool_id, 'hex'), slot, array_to_string(reporters, ' '), array_to_string(delays, ' ', 'n'),
    array_to_string(received, ' ')
  from (
    select b.pool_id, b.slot, r.reporters, r.delays, r.received from (${poolBlocks(epoch)}) b
    join reported_block r on r.hash = b.hash and r.slot = b.slot
    where cardinality(r.reporters) > 0
    order by b.pool_id, b.slot
    offset 0) as claim`;

function missing(what: string): never {
  throw new RangeError(`${what} is missing from a list of reports`);
}
