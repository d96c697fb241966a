import { randomUUID } from 'node:crypto';
import { slot, slotStartMs, type TipMessage } from '../../../packages/domain/src/index.ts';
import { settlePass } from '../../../packages/orphans/src/settle-pass.ts';
import { documentDrain } from '../../../packages/publisher/src/drain/drain.ts';
import type { Sinks } from '../../../packages/publisher/src/drain/sinks.ts';
import { manualClock } from '../../../packages/shared-utils/src/clock/index.ts';
import { memoryLog } from '../../../packages/shared-utils/src/log/index.ts';
import type { NetworkEvent, TipNetwork } from '../../../packages/simulator/src/tips/network/index.ts';
import { NOTHING_ARCHIVED } from '../../../packages/store/src/archive/index.ts';
import { openDynamoInbox } from '../../../packages/tip-inbox/src/index.ts';
import { tipPasses } from '../../../packages/tips/src/tip-pass.ts';
import { followChain, tellElections } from '../../../packages/tips/test/network/follow-network.ts';
import { CREDENTIALS, TABLES, type TipsStage } from './stage.ts';

/** What one block costs at the cloud. */
export interface BilledPerBlock {
  readonly firebaseBytes: number;
  readonly s3Puts: number;
  readonly s3Bytes: number;
  /** capacity units */
  readonly dynamoReads: number;
  readonly dynamoWrites: number;
}

type Counts = { -readonly [Figure in keyof BilledPerBlock]: number };

const SECOND_MS = 1_000;
/** rest-api puts what came while its last put was under way. */
const PUTS_A_SECOND = 20;
const SETTLE_BLOCKS = 10;

/**
 * Reports through DynamoDB's form of the inbox, a pass of the loop and of the publisher each second of the network's time,
 * and documents into a Realtime Database and an object store that count and keep nothing.
 */
export async function billedPerBlock(stage: TipsStage, network: TipNetwork): Promise<BilledPerBlock> {
  const { pool } = await stage.database('billed');
  await tellElections(pool, network);
  const counts: Counts = { firebaseBytes: 0, s3Puts: 0, s3Bytes: 0, dynamoReads: 0, dynamoWrites: 0 };
  const clock = manualClock(slotStartMs(network.network, slot(0)));
  const inbox = openDynamoInbox({
    ...TABLES,
    pool,
    clock,
    network: network.network,
    itemIntervalMs: 300_000,
    randomId: randomUUID,
    connection: { ...CREDENTIALS, endpoint: stage.dynamoUrl, count: dynamoCounter(counts) },
    onTrouble: (error) => {
      throw error;
    },
  });
  const { pass } = tipPasses({ pool, inbox, network: network.network, clock });
  const ended = new AbortController();
  const settle = settlePass({ pool, clock, depth: SETTLE_BLOCKS, signal: ended.signal, observe: () => {} });
  const drain = documentDrain({
    pool,
    network: network.network,
    archive: { entriesOf: async () => NOTHING_ARCHIVED },
    sinks: countingSinks(counts),
    clock,
    log: memoryLog(),
    observe: () => {},
  });
  let second: NetworkEvent[] = [];

  async function live(): Promise<void> {
    for (const event of second) if (event.kind !== 'tip') await followChain(pool, network.network, event);
    for (const messages of partsOf(second)) await inbox.put(messages);
    second = [];
    await pass();
    await settle();
    while (!(await drain.pass()).complete);
  }

  const endsMs = endOf(network);
  for (const event of network.events()) {
    while (event.atMs >= clock.now() + SECOND_MS && clock.now() < endsMs) {
      await clock.advance(SECOND_MS);
      await live();
    }
    if (event.atMs < endsMs) second.push(event);
  }
  await inbox.close();
  const blocks = network.episodes.flatMap(({ blocks }) => blocks).length;
  return {
    firebaseBytes: counts.firebaseBytes / blocks,
    s3Puts: counts.s3Puts / blocks,
    s3Bytes: counts.s3Bytes / blocks,
    dynamoReads: counts.dynamoReads / blocks,
    dynamoWrites: counts.dynamoWrites / blocks,
  };
}

/** When the block after the last one would come. What is told later still belongs to other blocks' time. */
function endOf({ network, episodes }: TipNetwork): number {
  const slots = episodes.flatMap(({ blocks }) => blocks.map(({ block }) => block.slot));
  return slotStartMs(network, slot(Math.max(...slots) + 20));
}

function partsOf(events: readonly NetworkEvent[]): (readonly TipMessage[])[] {
  const tips = events.flatMap((event) => (event.kind === 'tip' ? [event] : []));
  const parts = Map.groupBy(tips, ({ atMs }) => Math.floor((atMs * PUTS_A_SECOND) / SECOND_MS));
  return [...parts.values()].map((part) => part.map(({ tip }) => tip.message));
}

const dynamoCounter =
  (counts: Counts) =>
  (operation: string, _bytes = 0, units = 1): void => {
    if (operation === 'dynamodb_read') counts.dynamoReads += units;
    if (operation === 'dynamodb_write') counts.dynamoWrites += units;
  };

/** Paths that are written because of tips; others stand for the chain, which goes on with or without reports. */
const OF_TIPS =
  /^(competitive|deleted_blocks|pool_deleted_blocks|syncdata|ecosystem|stake_pool_columns\/heights|blockdata|stats\/\w+\.json)/;

const jsonBytes = (value: unknown): number =>
  JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? Number(part) : part)).length;

const countingSinks = (counts: Counts): Sinks => ({
  root: ROOT,
  firebase: {
    async update(paths) {
      for (const [path, value] of paths) {
        if (OF_TIPS.test(path)) counts.firebaseBytes += path.length + jsonBytes(value);
      }
    },
  },
  objects: {
    async put({ key, body }) {
      if (OF_TIPS.test(key.replace(`${ROOT}/`, ''))) {
        counts.s3Puts += 1;
        counts.s3Bytes += 'byteLength' in body ? body.byteLength : body.length;
      }
      return { etag: '' };
    },
    delete: async () => {},
  },
});

const ROOT = 'Tipnet';
