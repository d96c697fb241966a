import { decodeBlock } from '@pooltool/codec';
import { systemClock } from '@pooltool/shared-utils/clock';
import { toHex } from '@pooltool/shared-utils/crypto';
import { stringifyLossless } from '@pooltool/shared-utils/json';
import { memoryLog } from '@pooltool/shared-utils/log';
import { makeSimulation } from '@pooltool/simulator';
import { v1EventsOf } from '@pooltool/simulator/feed';
import {
  createTestDatabase,
  type TableHashes,
  type TestDatabase,
  tableHashes,
  tablesOf,
} from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { chainFollower } from '../src/index.ts';
import { type ConsumerStage, consumerStage, postText } from './consumer-stage.ts';

const simulation = makeSimulation({ seed: 11, epochs: 2, epochLength: 60, forkRate: 0 });
const { network } = simulation;
const chain = [...simulation.events()].flatMap((event) => (event.kind === 'block' ? [event.bytes] : [])).slice(0, 45);

interface Message {
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

const pointOf = (bytes: Uint8Array) => {
  const { slot, hash } = decodeBlock(bytes);
  return { slot, hash };
};
const v1 = (bytes: Uint8Array, options: { cbor: boolean; details: boolean }): Message[] =>
  v1EventsOf(bytes, { ...options, network }).map((body) => ({ body }));

/** Each way a block may arrive. */
const FEEDS: Readonly<Record<string, (bytes: Uint8Array) => Message[]>> = {
  'Oura v2': (bytes) => [{ body: { hex: toHex(bytes) } }],
  'Oura v2 with its headers': (bytes) => {
    const { slot, hash } = pointOf(bytes);
    const headers = { 'x-oura-chainsync-action': 'apply', 'x-oura-chainsync-point': `${slot},${hash}` };
    return [{ body: { hex: toHex(bytes) }, headers }];
  },
  'the sink that tells rollbacks': (bytes) => [
    { body: { event: 'apply', point: pointOf(bytes), record: { hex: toHex(bytes) } } },
  ],
  'Oura v1 with CBOR': (bytes) => v1(bytes, { cbor: true, details: true }),
  'Oura v1 with CBOR in BlockEnd only': (bytes) => v1(bytes, { cbor: true, details: false }).slice(-1),
  'the LegacyV1 filter with CBOR': (bytes) =>
    v1EventsOf(bytes, { cbor: true, details: true, network }).map(({ variant: _v, timestamp: _t, ...body }) => ({
      body,
    })),
};

let database: TestDatabase;
let stage: ConsumerStage;

const send = ({ body, headers = {} }: Message, to = stage) => postText(to, stringifyLossless(body), headers);

async function sendAll(messages: readonly Message[]): Promise<void> {
  for (const message of messages) {
    const answer = await send(message);
    if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  }
}

const truncate = () =>
  database.pool.query(`truncate ${[...tablesOf('chain'), ...tablesOf('history')].join(', ')} cascade`);

/** What a feed leaves of the chain in an empty database. */
async function followed(messages: readonly Message[]): Promise<TableHashes> {
  await truncate();
  stage = consumerStage({ pool: database.pool, network });
  await sendAll(messages);
  return tableHashes(database.pool);
}

/** What v1 without CBOR tells of blocks, beside which a few columns stay null. */
async function told(): Promise<unknown> {
  const { rows } = await database.pool.query(`
    select slot, hash, height, parent_hash, epoch, pool_id, era, body_size, transactions, fees, output, memory_units, step_units
    from block order by slot, height`);
  return rows;
}

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

describe('every feed leads to the same chain', () => {
  let clean: TableHashes;
  let cleanBlocks: unknown;
  beforeAll(async () => {
    clean = await followed(chain.flatMap((bytes) => [{ body: { hex: toHex(bytes) } }]));
    cleanBlocks = await told();
  });

  test.each(Object.keys(FEEDS))('%s', async (name) => {
    const feed = FEEDS[name] ?? (() => []);
    expect(await followed(chain.flatMap(feed))).toEqual(clean);
    expect(stage.toldWithoutCbor()).toBe(0);
  });

  test('all of them in turn, each event twice', async () => {
    const feeds = Object.values(FEEDS);
    const messages = chain.flatMap((bytes, index) => feeds[index % feeds.length]?.(bytes) ?? []);
    expect(await followed(messages.flatMap((message) => [message, message]))).toEqual(clean);
  });

  test('Oura v1 without CBOR, in everything that it tells', async () => {
    await followed(chain.flatMap((bytes) => v1(bytes, { cbor: false, details: true })));
    expect(await told()).toEqual(cleanBlocks);
    // The simulated network is in Conway, of whose certificates v1 tells no registrations with deposits.
    const tables = [
      'sync_point',
      'chain_output',
      'output_spending',
      'milestone',
      'pool',
      'pool_epoch_blocks',
      'pool_retirement',
    ];
    expect(clean).toMatchObject(await tableHashes(database.pool, { tables }));
    expect(stage.toldWithoutCbor()).toBe(chain.length);
    expect(stage.log.of('block.told-without-cbor')).toHaveLength(1);
  });
});

describe('between Block and BlockEnd of a block told without CBOR', () => {
  const first = chain.slice(0, 4);
  const events = (index: number) => v1(chain[index] ?? new Uint8Array(), { cbor: false, details: false });

  beforeEach(async () => {
    await followed(first.flatMap((bytes) => v1(bytes, { cbor: false, details: false })));
  });

  test('nothing is written, and a repeated BlockEnd changes nothing', async () => {
    const before = await tableHashes(database.pool);
    const [end] = events(4).slice(-1);
    await sendAll(events(4).slice(0, -1));
    expect(await tableHashes(database.pool)).toEqual(before);
    expect(await send(end ?? { body: null })).toMatchObject({ body: { did: 'rolled-forward' } });
    expect(await send(end ?? { body: null })).toMatchObject({ status: 200, body: { did: 'nothing' } });
  });

  test('a crash loses the beginning, which is answered 409 with where to start, and nothing is skipped', async () => {
    await sendAll(events(4).slice(0, 1));
    stage = consumerStage({ pool: database.pool, network });
    const tip = pointOf(chain[3] ?? new Uint8Array());
    for (const event of [...events(4).slice(1), ...events(4).slice(1)]) {
      expect(await send(event)).toMatchObject({
        status: 409,
        body: {
          error: { code: 'POOLTOOL_BLOCK_INCOMPLETE', message: expect.stringContaining(tip.hash), details: { tip } },
        },
      });
    }
    const point = await stage.server.inject({ url: '/sync-point' });
    expect(point.json()).toMatchObject(tip);
    await sendAll([...events(4), ...events(5)]);
    expect((await stage.server.inject({ url: '/sync-point' })).json()).toMatchObject(
      pointOf(chain[5] ?? new Uint8Array()),
    );
  });

  test('after a crash what is repeated of blocks that we have is acknowledged', async () => {
    stage = consumerStage({ pool: database.pool, network });
    await sendAll([...events(3).slice(1), ...events(2), ...events(3), ...events(4)]);
    expect((await stage.server.inject({ url: '/sync-point' })).json()).toMatchObject(
      pointOf(chain[4] ?? new Uint8Array()),
    );
  });

  test('another block that builds on the unfinished one is refused, and so is going on behind it', async () => {
    await sendAll(events(4).slice(0, 1));
    const refused = { status: 409, body: { error: { code: 'POOLTOOL_BLOCK_INCOMPLETE' } } };
    const { slot, hash } = pointOf(chain[4] ?? new Uint8Array());
    const rollBack = { variant: 'RollBack', context: {}, roll_back: { block_slot: slot, block_hash: hash } };
    expect(await send({ body: rollBack })).toMatchObject(refused);
    expect(await send(events(5)[0] ?? { body: null })).toMatchObject(refused);
    await sendAll([...events(4), ...events(5)]);
  });

  test('what contradicts its block is refused at each BlockEnd, and forgotten when the block begins again', async () => {
    const [begin, ...rest] = events(4);
    const end = rest.at(-1);
    if (begin === undefined || end === undefined) throw new Error('a block has a beginning and an end');
    const stray = rest.flatMap(({ body }) => {
      const event = Object(body);
      return event.variant === 'TxInput' ? [{ body: { ...event, context: { ...event.context, tx_idx: 99 } } }] : [];
    });
    expect(stray).not.toEqual([]);
    await sendAll([begin, ...stray, ...rest.slice(0, -1)]);
    const refused = { status: 400, body: { error: { code: 'POOLTOOL_EVENT_UNREADABLE' } } };
    expect(await send(end)).toMatchObject(refused);
    expect(await send(end)).toMatchObject(refused);
    await sendAll([...events(4), ...events(5)]);
  });

  test('a block that we have may begin again and be left: Oura goes on behind it', async () => {
    const { slot, hash } = pointOf(chain[3] ?? new Uint8Array());
    const rollBack = { variant: 'RollBack', context: {}, roll_back: { block_slot: slot, block_hash: hash } };
    stage = consumerStage({ pool: database.pool, network });
    await sendAll([...events(3).slice(0, 2), { body: rollBack }, ...events(4)]);
    stage = consumerStage({ pool: database.pool, network });
    await sendAll([...events(4).slice(0, 2), ...events(5)]);
    expect((await stage.server.inject({ url: '/sync-point' })).json()).toMatchObject(
      pointOf(chain[5] ?? new Uint8Array()),
    );
  });
});

describe('after an operator has undone the newest block beside us', () => {
  const operator = () => chainFollower({ pool: database.pool, network, clock: systemClock, log: memoryLog() });

  test.each(['Oura v1 with CBOR', 'Oura v1 with CBOR in BlockEnd only', 'Oura v1 without CBOR'])(
    'it is recorded again when it comes again: %s',
    async (name) => {
      const feed = FEEDS[name] ?? ((bytes: Uint8Array) => v1(bytes, { cbor: false, details: true }));
      await followed(chain.slice(0, 4).flatMap(feed));
      await operator().rollBackToSlot(pointOf(chain[2] ?? new Uint8Array()).slot);
      await sendAll(chain.slice(3, 6).flatMap(feed));
      expect((await stage.server.inject({ url: '/sync-point' })).json()).toMatchObject(
        pointOf(chain[5] ?? new Uint8Array()),
      );
    },
  );
});

describe('what takes a block back', () => {
  const point = (index: number) => pointOf(chain[index] ?? new Uint8Array());
  const header = (action: string, index: number) => {
    const { slot, hash } = point(index);
    return { 'x-oura-chainsync-action': action, 'x-oura-chainsync-point': `${slot},${hash}` };
  };

  test.each<[string, () => Message, number]>([
    ['an undo header', () => ({ body: { hex: toHex(chain[3] ?? new Uint8Array()) }, headers: header('undo', 3) }), 2],
    ['an undo event', () => ({ body: { event: 'undo', point: point(3), record: null } }), 2],
    ['a reset header', () => ({ body: {}, headers: header('reset', 1) }), 1],
    ['a reset event', () => ({ body: { event: 'reset', point: point(1) } }), 1],
    [
      'a RollBack of v1',
      () => ({
        body: {
          context: {},
          variant: 'RollBack',
          roll_back: { block_slot: point(1).slot, block_hash: point(1).hash },
        },
      }),
      1,
    ],
  ])('%s', async (_, message, tip) => {
    const clean = await followed(chain.slice(0, tip + 1).map((bytes) => ({ body: { hex: toHex(bytes) } })));
    await followed(chain.slice(0, 4).map((bytes) => ({ body: { hex: toHex(bytes) } })));
    expect(await send(message())).toMatchObject({ status: 200, body: { did: 'rolled-backward', tip: point(tip) } });
    expect(await tableHashes(database.pool)).toEqual(clean);
    expect(await send(message())).toMatchObject({ status: 200, body: { did: 'nothing' } });
  });
});

test('a reset of nothing but its headers, as the sink posts it, rolls back', async () => {
  await followed(chain.slice(0, 3).map((bytes) => ({ body: { hex: toHex(bytes) } })));
  const { slot, hash } = pointOf(chain[0] ?? new Uint8Array());
  const headers = { 'x-oura-chainsync-action': 'reset', 'x-oura-chainsync-point': `${slot},${hash}` };
  const answer = await stage.server.inject({ method: 'POST', url: '/ouraconsume', headers });
  expect({ status: answer.statusCode, body: answer.json() }).toMatchObject({
    status: 200,
    body: { did: 'rolled-backward', undone: 2 },
  });
});

describe('GET /sync-point', () => {
  const get = async () => (await stage.server.inject({ url: '/sync-point' })).json();

  test('is null before the first block, then our tip with older points to fall back on', async () => {
    await followed([]);
    expect(await get()).toBe(null);
    await sendAll(chain.slice(0, 12).map((bytes) => ({ body: { hex: toHex(bytes) } })));
    const { securityParameter } = network;
    const depths = [1, 2, securityParameter].filter((depth) => depth <= 11);
    expect(await get()).toMatchObject({
      ...pointOf(chain[11] ?? new Uint8Array()),
      earlier: depths.map((depth) => pointOf(chain[11 - depth] ?? new Uint8Array())),
    });
  });

  test('asks for the configured authorization', async () => {
    const { server } = consumerStage({ pool: database.pool, network, authorization: 'Bearer right' });
    onTestFinished(() => server.close());
    expect((await server.inject({ url: '/sync-point' })).statusCode).toBe(401);
    const headers = { authorization: 'Bearer right' };
    expect((await server.inject({ url: '/sync-point', headers })).statusCode).toBe(200);
  });
});
