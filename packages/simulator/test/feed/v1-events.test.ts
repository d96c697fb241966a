import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { decodeBlock } from '@pooltool/codec';
import { mainnet, type Network, preprod, preview } from '@pooltool/domain';
import { fromHex } from '@pooltool/shared-utils/crypto';
import { parseLossless } from '@pooltool/shared-utils/json';
import { describe, expect, test } from 'vitest';
import { v1EventsOf } from '../../src/feed/index.ts';
import { fingerprintOf } from '../../src/feed/v1/fingerprint.ts';
import { murmur3 } from '../../src/feed/v1/murmur3.ts';
import { makeSimulation } from '../../src/index.ts';

const folder = fileURLToPath(new URL('../../../../../shared/data/chain/oura/', import.meta.url));

/** What `v1EventsOf` writes as if there were none. */
const LEFT_OUT = new Set([
  'metadata',
  'vkey_witnesses',
  'native_witnesses',
  'plutus_witnesses',
  'plutus_data',
  'assets',
  'datum_hash',
  'inline_datum',
]);

/** An event without what is left out. A real delegation of preprod carries 56 bytes; nodes, and we, kept the first 28. */
function compared(value: unknown, key = ''): unknown {
  if (LEFT_OUT.has(key)) return 'left out';
  if (key === 'pool_hash' && typeof value === 'string') return value.slice(0, 56);
  if (Array.isArray(value)) return value.map((item) => compared(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, compared(field, name)]));
}

const cborOf = (event: unknown): string | undefined =>
  /^\{"context.*?"cbor_hex":"([0-9a-f]+)"/.exec(typeof event === 'string' ? event : '')?.[1];

describe('the v1 events of a block', () => {
  test.skipIf(!existsSync(folder)).each<[string, Network]>([
    ['preview.chunk00000', preview],
    ['preview.chunk00161-pool-reg-and-retire', preview],
    ['preview.chunk00210', preview],
    ['singles-mainnet', mainnet],
    ['singles-preprod', preprod],
    ['singles-preview', preview],
  ])('are those an independent decoder made of it, field by field: %s (needs ../shared/data)', (stream, network) => {
    const lines = gunzipSync(readFileSync(`${folder}derived-v1.${stream}.jsonl.gz`))
      .toString()
      .trim()
      .split('\n');
    const blocks = lines.filter((line) => line.includes('"variant":"Block"')).map(cborOf);
    const ours = blocks.flatMap((hex) => v1EventsOf(fromHex(hex ?? ''), { cbor: true, details: true, network }));
    expect(blocks.length).toBeGreaterThan(5);
    expect(ours).toHaveLength(lines.length);
    for (const [index, line] of lines.entries()) {
      expect(compared(ours[index])).toEqual(compared(parseLossless(line)));
      if (index < 20) expect(Object.keys(ours[index] ?? {})).toEqual(Object.keys(JSON.parse(line)));
    }
  });

  test('come in the order of the block: each transaction, its inputs, its outputs, its certificates', () => {
    const simulation = makeSimulation({ seed: 3, epochs: 1, epochLength: 80 });
    const block = [...simulation.events()]
      .flatMap((event) => (event.kind === 'block' ? [event.bytes] : []))
      .find((bytes) => decodeBlock(bytes).transactions.some(({ certificates }) => certificates.length > 0));
    const events = v1EventsOf(block ?? new Uint8Array(), { cbor: false, details: false, network: simulation.network });
    const order = ['Block', 'Transaction', 'TxInput', 'TxOutput', 'Stake', 'Pool', 'BlockEnd'];
    const ranks = events.map(({ variant }) => order.findLastIndex((start) => String(variant).startsWith(start)));
    expect(ranks[0]).toBe(0);
    expect(ranks.at(-1)).toBe(6);
    for (const [index, rank] of ranks.entries()) {
      const next = ranks[index + 1] ?? 6;
      expect(next >= rank || next === 1).toBe(true);
    }
    expect(events[0]).toMatchObject({ block: { cbor_hex: null, transactions: null } });
  });
});

describe('a fingerprint', () => {
  test.each([
    ['hello', 0x5b1e906a48ae1d19cbd8a7b341bd9b02n],
    ['The quick brown fox jumps over the lazy dog', 0x7a433ca9c49a9347e34bbc7bbc071b6cn],
    ['', 0n],
  ])('is MurmurHash3 x64-128 with the halves swapped: of %j', (text, hash) => {
    expect(murmur3(new TextEncoder().encode(text))).toBe(hash);
  });

  test('of a real mainnet event is the one Oura gave it', () => {
    const transaction = 'b121de5191c92a6af0de64e4403748fb7a5a6344c2c3242344f0ea930538170e';
    expect(fingerprintOf('PoolRegistration', 66_275_448, `${transaction}0`)).toBe(
      '66275448.pool.162326797182025811629202575620615872923',
    );
  });
});
