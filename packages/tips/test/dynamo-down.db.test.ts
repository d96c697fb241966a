import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TipMessage } from '@pooltool/domain';
import { startDynamoDb } from '@pooltool/local-cloud';
import { openDynamoDb } from '@pooltool/shared-utils/aws';
import { makeTipNetwork } from '@pooltool/simulator/tip-network';
import { ensureTables, openDynamoInbox } from '@pooltool/tip-inbox';
import { expect, onTestFinished, test } from 'vitest';
import { type NetworkStage, type OpenInbox, openNetworkStage } from './network/network-stage.ts';
import { toldTruth } from './told-truth.ts';

const network = makeTipNetwork({ seed: 11, reporters: 12, heights: 14, forkRate: 0.8, quiet: 4 });
const events = [...network.events()];
const messages = events.flatMap((event) => (event.kind === 'tip' ? [event.tip.message] : []));
const chain = events.filter((event) => event.kind !== 'tip');
/** What a pass of this test brings near at the most, give or take a put: so that more waits than one takes. */
const MOST_NEAR = 40;
const TABLES = { itemTable: 'NewTips', feedTable: 'NewTipsFeed' };
const UNREACHABLE = { code: 'POOLTOOL_AWS_UNREACHABLE', disposition: 'retry' };

/** A DynamoDB whose tables outlast it, and that comes back where it was. */
async function stoppableDynamoDb() {
  const dataDir = await mkdtemp(join(tmpdir(), 'pooltool-tips-dynamodb-'));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  let server = await startDynamoDb({ dataDir });
  onTestFinished(() => server.stop());
  const { port, url: endpoint } = server;
  const connection = { endpoint, region: 'us-west-2', count: () => {} };
  const client = openDynamoDb(connection);
  await ensureTables(client, TABLES);
  client.destroy();
  return {
    connection,
    stop: () => server.stop(),
    async start(): Promise<void> {
      server = await startDynamoDb({ dataDir, port });
    },
  };
}

/** A stage on whose chain all blocks are, of which nobody has reported any. */
async function stageBeforeReports(openInbox?: OpenInbox): Promise<NetworkStage> {
  const stage = await openNetworkStage(network, openInbox);
  onTestFinished(() => stage.close());
  await stage.clock.advance(Math.max(...events.map(({ atMs }) => atMs)) - stage.clock.now());
  await stage.play(chain);
  return stage;
}

/** All that waits, in as many passes as it takes. */
async function passAll({ pass }: NetworkStage): Promise<number> {
  let all = 0;
  for (let taken = await pass(); taken > 0; taken = await pass()) all += taken;
  return all;
}

async function outcome(stage: NetworkStage) {
  await stage.clock.advance(15_000);
  await stage.pass();
  await stage.settle();
  return toldTruth(stage.pool, messages);
}

/** Of the reports, in the order of their time, the `part`th of four. */
const quarter = (part: number): readonly TipMessage[] => {
  const size = Math.ceil(messages.length / 4);
  return messages.slice(part * size, (part + 1) * size);
};

test('DynamoDB goes down while reports wait, between two passes, within one and before a put: the same rows as if nothing had happened', async () => {
  const inPostgres = await stageBeforeReports();
  await inPostgres.put(messages);
  expect(await passAll(inPostgres)).toBe(messages.length);
  const undisturbed = await outcome(inPostgres);
  expect(undisturbed.judged['judged_height']?.length).toBeGreaterThan(10);
  expect(undisturbed.headers.length).toBeGreaterThan(10);

  const dynamo = await stoppableDynamoDb();
  let afterFetch = async (): Promise<void> => {};
  const stage = await stageBeforeReports(({ pool, clock }) => {
    const inbox = openDynamoInbox({
      ...TABLES,
      connection: dynamo.connection,
      pool,
      network: network.network,
      clock,
      itemIntervalMs: 15_000,
      randomId: randomUUID,
      // Items of the old form break off as well; they are nobody's only copy.
      onTrouble: () => {},
    });
    return {
      ...inbox,
      async fetch(limit) {
        await inbox.fetch(Math.min(limit, MOST_NEAR));
        await afterFetch();
      },
    };
  });
  const putInPieces = async (heap: readonly TipMessage[]): Promise<void> => {
    for (let from = 0; from < heap.length; from += 10) await stage.put(heap.slice(from, from + 10));
  };

  const waiting = quarter(0);
  await putInPieces(waiting);
  await dynamo.stop();
  await expect(stage.pass()).rejects.toMatchObject(UNREACHABLE);
  await expect(stage.pass()).rejects.toMatchObject(UNREACHABLE);
  await dynamo.start();
  expect(await passAll(stage)).toBe(waiting.length);

  const halfTaken = quarter(1);
  await putInPieces(halfTaken);
  const taken = await stage.pass();
  expect([taken > 0, taken < halfTaken.length]).toEqual([true, true]);
  await dynamo.stop();
  await expect(stage.pass()).rejects.toMatchObject(UNREACHABLE);
  // A loop that begins anew has no more than the cursors to know how far it came.
  stage.restart();
  await dynamo.start();
  expect(await passAll(stage)).toBe(halfTaken.length - taken);

  const near = quarter(2);
  await putInPieces(near);
  afterFetch = dynamo.stop;
  const takenWithout = await stage.pass();
  afterFetch = async () => {};
  expect(takenWithout).toBeGreaterThan(0);
  await expect(stage.pass()).rejects.toMatchObject(UNREACHABLE);
  await dynamo.start();
  expect(await passAll(stage)).toBe(near.length - takenWithout);

  const refused = quarter(3);
  await dynamo.stop();
  const puts = await Promise.allSettled([stage.put(refused.slice(0, 10)), stage.put(refused.slice(10))]);
  expect(puts).toMatchObject(puts.map(() => ({ status: 'rejected', reason: UNREACHABLE })));
  await dynamo.start();
  expect(await passAll(stage)).toBe(0);
  await stage.put(refused);
  expect(await passAll(stage)).toBe(refused.length);

  expect(await outcome(stage)).toEqual(undisturbed);
}, 60_000);
