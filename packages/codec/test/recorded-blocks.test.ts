import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { blockUnreadable, decodeBlock, readBlocksJsonl } from '@pooltool/codec';
import { type Block, InvalidValue } from '@pooltool/domain';
import { CborReader } from '@pooltool/shared-utils/cbor';
import { fromHex } from '@pooltool/shared-utils/crypto';
import { describe, expect, test } from 'vitest';
import { readTransactionBody } from '../src/block/transaction-body.ts';
import { noSharedData, sharedData } from './support/shared-data.ts';

interface BlockRecord {
  hash: string;
  era: string;
  slot: number;
  height: number;
  txs: number;
  bytes: number;
  protocolVersion: [number, number] | null;
  certTags: Record<string, number>;
  path: string;
  cborHex: string;
}

interface FixtureRecord {
  kind: 'block' | 'transaction' | 'transaction_body';
  description: string;
  certTags: Record<string, number>;
  cborHex: string;
}

const lines = (path: string): string[] => readFileSync(sharedData(path), 'utf8').trim().split('\n');

const tagCounts = (certificates: readonly { tag: number }[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { tag } of certificates) counts[tag] = (counts[tag] ?? 0) + 1;
  return counts;
};

const certTagsOf = ({ transactions }: Block) => tagCounts(transactions.flatMap(({ certificates }) => certificates));

describe.skipIf(noSharedData)('recorded blocks (needs ../shared/data)', () => {
  test('90 blocks of every era have the hash, place, size, version and certificates of their records', () => {
    const records: BlockRecord[] = lines('chain/blocks/blocks.jsonl').map((line) => JSON.parse(line));
    expect(records).toHaveLength(90);
    for (const record of records) {
      const block = decodeBlock(fromHex(record.cborHex));
      const { major, minor } = block.protocolVersion ?? {};
      expect({
        hash: block.hash,
        era: block.era,
        slot: block.slot,
        height: block.height,
        txs: block.transactions.length,
        bytes: block.size,
        protocolVersion: block.era === 'byron' ? null : [major, minor],
        certTags: certTagsOf(block),
      }).toEqual({
        hash: record.hash,
        era: record.era.toLowerCase(),
        slot: record.slot,
        height: record.height,
        txs: record.txs,
        bytes: record.bytes,
        protocolVersion: record.protocolVersion,
        certTags: record.certTags,
      });
    }
  });

  test('readBlocksJsonl gives the same blocks in order', async () => {
    const hashes: string[] = [];
    for await (const bytes of readBlocksJsonl(sharedData('chain/blocks/blocks.jsonl')))
      hashes.push(decodeBlock(bytes).hash);
    expect(hashes).toEqual(lines('chain/blocks/blocks.jsonl').map((line) => JSON.parse(line).hash));
  });

  test("mainnet's first boundary block is the genesis of all: height 0, slot 0, no parent", () => {
    const hex = gunzipSync(readFileSync(sharedData('chain/blocks/mainnet-ebb0-genesis.block.hex.gz')))
      .toString()
      .trim();
    expect(decodeBlock(fromHex(hex))).toMatchObject({
      kind: 'boundary',
      hash: '89d9b5a5b8ddc8d7e5a6795e9774d97faf1efea59b2caf7eaf9f8c5b32059df4',
      parentHash: null,
      height: 0,
      slot: 0,
      transactions: [],
      issuer: null,
    });
  });

  test('a pool id with bytes too many, as nodes once took it, is its first 28 (preprod slot 96972032)', () => {
    const record = lines('chain/blocks/blocks.jsonl').find((line) => line.includes('"slot": 96972032')) ?? '{}';
    const block = decodeBlock(fromHex(JSON.parse(record).cborHex));
    const effects = block.transactions.flatMap(({ certificates }) => certificates.flatMap((one) => one.effects));
    expect(effects).toContainEqual(
      expect.objectContaining({
        kind: 'stake-delegation',
        poolId: '040e1032e2dda149c99fc9d45f06a0457ded6958cd5b2fc2a952ea6e',
      }),
    );
  });

  test('generated Conway transactions decode with every certificate kind, or are refused for an account of no 29 bytes', () => {
    const fixtures: FixtureRecord[] = lines('chain/blocks/synthetic-conway-fixtures.jsonl').map((line) =>
      JSON.parse(line),
    );
    let decoded = 0;
    for (const fixture of fixtures) {
      try {
        const certificates = bodiesOf(fixture).flatMap((body) => body.certificates);
        expect(tagCounts(certificates), fixture.description).toEqual(fixture.certTags);
        decoded += 1;
      } catch (error) {
        if (!(error instanceof Error) || !error.message.includes('the 29 bytes of a stake address')) throw error;
      }
    }
    expect(decoded).toBe(95);
  });

  test('generated blocks state heights no chain can have, and are refused by the coded error', () => {
    for (const line of lines('chain/blocks/synthetic-conway-fixtures.jsonl')) {
      const fixture: FixtureRecord = JSON.parse(line);
      if (fixture.kind !== 'block') continue;
      const error = errorOf(() => decodeBlock(fromHex(fixture.cborHex)));
      expect(error).toMatchObject({ details: { path: 'block.header.body' } });
      expect(blockUnreadable.is(error)).toBe(true);
    }
  });
});

/** The generated blocks' headers hold random 64-bit numbers: their transactions are read past them. */
function bodiesOf({ kind, cborHex }: FixtureRecord) {
  const reader = new CborReader(fromHex(cborHex), { blames: (error): error is Error => error instanceof InvalidValue });
  if (kind === 'transaction_body') return [readTransactionBody(reader)];
  reader.arrayStart();
  if (kind === 'transaction') return [readTransactionBody(reader)];
  reader.skip();
  reader.arrayStart();
  reader.skip();
  return reader.array(() => readTransactionBody(reader));
}

function errorOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
