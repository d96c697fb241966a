import { decodeBlock } from '@pooltool/codec';
import { mainnet } from '@pooltool/domain';
import { toHex } from '@pooltool/shared-utils/crypto';
import { stringifyLossless } from '@pooltool/shared-utils/json';
import { makeSimulation } from '@pooltool/simulator';
import { v1EventsOf } from '@pooltool/simulator/feed';
import { createTestDatabase, type TestDatabase, tableRows, tablesOf } from '@pooltool/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LARGEST_BODY_BYTES } from '../src/server.ts';
import { type ConsumerStage, consumerStage, postText } from './consumer-stage.ts';

const { network, events } = makeSimulation({ seed: 2, epochs: 1, epochLength: 60 });
const [first = new Uint8Array(), second = new Uint8Array()] = [...events()].flatMap((event) =>
  event.kind === 'block' ? [event.bytes] : [],
);
const { hash, slot } = decodeBlock(second);
const other = 'ab'.repeat(32);

/** The first event of a block of ours, changed. */
function blockEvent(change: { block?: object; context?: object; cbor?: boolean; on?: typeof network }): string {
  const { block = {}, context = {}, cbor = true, on = network } = change;
  const [event = {}] = v1EventsOf(second, { cbor, details: false, network: on });
  return stringifyLossless({
    ...event,
    context: { ...Object(event['context']), ...context },
    block: { ...Object(event['block']), ...block },
  });
}

const point = (text: string) => ({ 'x-oura-chainsync-point': text });
const hex = toHex(second);

let database: TestDatabase;
let stage: ConsumerStage;
beforeAll(async () => {
  database = await createTestDatabase();
  stage = consumerStage({ pool: database.pool, network });
  const { status } = await postText(stage, JSON.stringify({ hex: toHex(first) }));
  if (status !== 200) throw new Error(`the first block was answered ${status}`);
});
afterAll(() => database.close());

const written = () => tableRows(database.pool, { tables: [...tablesOf('chain'), ...tablesOf('history')] });

interface Case {
  readonly what: string;
  readonly body: string;
  readonly answer: string;
  readonly says?: string;
  readonly headers?: Record<string, string>;
}

const unreadable = '400 POOLTOOL_EVENT_UNREADABLE';

const CASES: readonly Case[] = [
  { what: 'broken JSON', body: '{"hex":', answer: '400 POOLTOOL_JSON_INVALID', says: 'not JSON' },
  { what: 'no body', body: '', answer: '400 POOLTOOL_JSON_INVALID', says: 'empty' },
  { what: 'JSON that nests without end', body: '['.repeat(1000), answer: '413 POOLTOOL_JSON_TOO_LARGE', says: 'nests' },
  {
    what: 'another content type',
    body: 'x',
    headers: { 'content-type': 'text/plain' },
    answer: '415 POOLTOOL_MEDIA_TYPE_UNSUPPORTED',
  },
  { what: 'no object', body: '[]', answer: unreadable, says: 'body must be an object' },
  { what: 'odd hex', body: '{"hex":"820"}', answer: unreadable, says: 'hex must be' },
  {
    what: 'a block cut short',
    body: `{"hex":"${hex.slice(0, 600)}"}`,
    answer: '400 POOLTOOL_BLOCK_UNREADABLE',
    says: 'byte',
  },
  { what: 'a transaction for a block', body: '{"hex":"84a0a0f5f6"}', answer: '400 POOLTOOL_BLOCK_UNREADABLE' },
  {
    what: 'another hash in the header',
    body: `{"hex":"${hex}"}`,
    headers: point(`${slot},${other}`),
    answer: '400 POOLTOOL_BLOCK_HASH_WRONG',
    says: other,
  },
  {
    what: 'another slot in the header',
    body: `{"hex":"${hex}"}`,
    headers: point(`${slot + 1},${hash}`),
    answer: '400 POOLTOOL_BLOCK_CLAIM_WRONG',
    says: `slot ${slot + 1}`,
  },
  {
    what: 'half a point in the header',
    body: `{"hex":"${hex}"}`,
    headers: point('1'),
    answer: unreadable,
    says: 'header x-oura-chainsync-point must be',
  },
  { what: 'an unknown variant', body: blockEvent({}).replace('"Block"', '"Blob"'), answer: unreadable, says: 'Blob' },
  {
    what: 'another hash beside the CBOR',
    body: blockEvent({ block: { hash: other }, context: { block_hash: other } }),
    answer: '400 POOLTOOL_BLOCK_HASH_WRONG',
    says: other,
  },
  {
    what: 'another height beside the CBOR',
    body: blockEvent({ block: { number: 9 }, context: { block_number: 9 } }),
    answer: '400 POOLTOOL_BLOCK_CLAIM_WRONG',
    says: 'height 9',
  },
  {
    what: 'a context of another block',
    body: blockEvent({ context: { slot: 7 } }),
    answer: unreadable,
    says: 'block.slot',
  },
  { what: 'a negative slot', body: blockEvent({ context: { slot: -7 } }), answer: unreadable, says: 'context.slot' },
  {
    what: 'a number beyond 64 bits',
    body: blockEvent({ block: { number: 10n ** 30n } }),
    answer: unreadable,
    says: 'block.number',
  },
  {
    what: 'a missing field',
    body: blockEvent({ block: { number: undefined } }),
    answer: unreadable,
    says: 'block.number',
  },
  {
    what: 'an event of another network',
    body: blockEvent({ on: mainnet }),
    answer: '400 POOLTOOL_EVENT_OF_ANOTHER_NETWORK',
    says: 'context.timestamp',
  },
  {
    what: 'an unknown era without CBOR',
    body: blockEvent({ cbor: false, block: { era: 'Dijkstra' } }),
    answer: unreadable,
    says: 'block.era',
  },
  {
    what: 'the LegacyV1 filter without CBOR',
    body: blockEvent({ cbor: false, block: { era: 'Unknown' } }),
    answer: unreadable,
    says: 'include_block_cbor',
  },
  {
    what: 'a part of a block nobody began',
    body: stringifyLossless({ context: { block_hash: other, slot: 7 }, variant: 'Mint', mint: {} }),
    answer: '409 POOLTOOL_BLOCK_INCOMPLETE',
    says: 'start Oura at our tip',
  },
  { what: 'the end of a block nobody began', body: endOf(), answer: '409 POOLTOOL_BLOCK_INCOMPLETE', says: hash },
];

function endOf(): string {
  return stringifyLossless(v1EventsOf(second, { cbor: false, details: false, network }).at(-1));
}

describe('what no Oura of ours sends is answered with what is wrong, and nothing is written', () => {
  test.each(CASES)('$what', async ({ body, answer, says = '', headers = {} }) => {
    const before = await written();
    const got = await postText(stage, body, headers);
    expect(`${got.status} ${got.body.error?.code}`).toBe(answer);
    expect(got.body.error.message).toContain(says);
    expect(await written()).toEqual(before);
  });

  test('a body over the limit; one of the limit is read', async () => {
    const body = (bytes: number) => `{"hex":"${'0'.repeat(bytes - 10)}"}`;
    expect(body(100)).toHaveLength(100);
    expect(await postText(stage, body(LARGEST_BODY_BYTES + 1))).toMatchObject({
      status: 413,
      body: { error: { code: 'POOLTOOL_BODY_TOO_LARGE' } },
    });
    expect(await postText(stage, body(LARGEST_BODY_BYTES))).toMatchObject({
      status: 400,
      body: { error: { code: 'POOLTOOL_BLOCK_UNREADABLE' } },
    });
  });

  test('after all of it the next block is followed', async () => {
    expect(await postText(stage, JSON.stringify({ hex }))).toMatchObject({
      status: 200,
      body: { did: 'rolled-forward' },
    });
  });
});
