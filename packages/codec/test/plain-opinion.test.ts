import { readFileSync } from 'node:fs';
import { decodeBlock } from '@pooltool/codec';
import { type Certificate, type CertificateEffect, InvalidValue, type StakeCredential } from '@pooltool/domain';
import { CborReader } from '@pooltool/shared-utils/cbor';
import { fromHex } from '@pooltool/shared-utils/crypto';
import { describe, expect, test } from 'vitest';
import { readCertificates } from '../src/block/certificates.ts';
import { readTransactionBody, type TransactionBody } from '../src/block/transaction-body.ts';
import { blockOfEveryCertificate } from './support/every-certificate.ts';
import { type PlainItem, plainCbor, plainField, plainList } from './support/plain-cbor.ts';
import { noSharedData, sharedData } from './support/shared-data.ts';

/** What a body says, in a form both readings can be put in; null where one cannot know. */
interface Told {
  readonly inputs: readonly unknown[];
  readonly outputs: readonly unknown[];
  readonly fee: unknown;
  readonly certificates: readonly unknown[];
  readonly withdrawals: readonly unknown[];
  readonly collateral: readonly unknown[];
  readonly collateralReturn: unknown;
  readonly totalCollateral: unknown;
  readonly donation: unknown;
}

type Ours = Omit<TransactionBody, 'id' | 'fee' | 'totalCollateral'> & { fee: unknown; totalCollateral: unknown };

const toldByUs = (body: Ours): Told => ({
  inputs: body.inputs.map(({ transactionId, index }) => [`0x${transactionId}`, BigInt(index)]),
  outputs: body.outputs.map(({ address, amount }) => [`0x${address}`, amount]),
  fee: body.fee,
  certificates: body.certificates.map(certificateTold),
  withdrawals: body.withdrawals.map(({ credential, amount }) => [accountOf(credential), amount]),
  collateral: body.collateralInputs.map(({ transactionId, index }) => [`0x${transactionId}`, BigInt(index)]),
  collateralReturn: body.collateralReturn && [`0x${body.collateralReturn.address}`, body.collateralReturn.amount],
  totalCollateral: body.totalCollateral,
  donation: body.donation,
});

const certificateTold = ({ tag, effects }: Certificate): unknown => [BigInt(tag), effects.flatMap(effectTold)];

function toldPlainly(body: PlainItem): Told {
  const returned = plainField(body, 16n);
  return {
    inputs: plainList(plainField(body, 0n)),
    outputs: plainList(plainField(body, 1n)).map(plainOutput),
    fee: plainField(body, 2n),
    certificates: plainList(plainField(body, 4n)).map(plainCertificate),
    withdrawals: pairsOf(plainField(body, 5n)).map(([account, amount]) => [plainAccount(account), amount]),
    collateral: plainList(plainField(body, 13n)),
    collateralReturn: returned === null ? null : plainOutput(returned),
    totalCollateral: plainField(body, 17n),
    donation: plainField(body, 22n) ?? 0n,
  };
}

const accountOf = ({ kind, hash }: StakeCredential): string => `${kind}:0x${hash}`;

function pairsOf(map: PlainItem): readonly (readonly [PlainItem, PlainItem])[] {
  return typeof map === 'object' && map !== null && 'pairs' in map ? map.pairs : [];
}

function plainOutput(output: PlainItem): unknown {
  const isList = Array.isArray(output);
  const [address, value] = isList ? output : [plainField(output, 0n), plainField(output, 1n)];
  return [address, Array.isArray(value) ? value[0] : value];
}

const plainCredential = (credential: PlainItem | undefined): string => {
  const [kind, hash] = plainList(credential);
  return `${kind === 0n ? 'key' : 'script'}:${String(hash)}`;
};

/** The 29 bytes of a stake address: 0xe. a key's, 0xf. a script's. */
const plainAccount = (account: PlainItem | undefined): string =>
  `${String(account)[2] === 'e' ? 'key' : 'script'}:0x${String(account).slice(4)}`;

const LAST_EPOCH = 2n ** 31n - 1n;

/** chain-input.md 2.5, line by line. */
function plainCertificate(certificate: PlainItem): unknown {
  const [tag, a, b, c, d] = plainList(certificate);
  const pool = (item: PlainItem | undefined) => String(item).slice(0, 58);
  const who = () => plainCredential(a);
  const effects = (): unknown[] => {
    switch (tag) {
      case 0n:
        return [['registers', who(), null]];
      case 1n:
        return [['deregisters', who(), null]];
      case 2n:
      case 10n:
        return [['delegates', who(), pool(b)]];
      case 3n:
        return [['pool', plainPool(plainList(certificate).slice(1))]];
      case 4n:
        // An epoch beyond all epochs is as good as the last.
        return [['retires', a, typeof b === 'bigint' && b > LAST_EPOCH ? LAST_EPOCH : b]];
      case 5n:
        return [['genesis', a, b, c]];
      case 6n:
        return [plainMove(a)];
      case 7n:
        return [['registers', who(), b]];
      case 8n:
        return [['deregisters', who(), b]];
      case 11n:
        return [
          ['registers', who(), c],
          ['delegates', who(), pool(b)],
        ];
      case 12n:
        return [['registers', who(), c]];
      case 13n:
        return [
          ['registers', who(), d],
          ['delegates', who(), pool(b)],
        ];
      default:
        return [];
    }
  };
  return [tag, effects()];
}

function plainMove(move: PlainItem | undefined): unknown {
  const [pot, to] = plainList(move);
  if (typeof to === 'bigint') return ['moves', pot, to];
  return ['moves', pot, pairsOf(to ?? null).map(([credential, amount]) => [plainCredential(credential), amount])];
}

function plainPool(fields: readonly PlainItem[]): unknown {
  const [operator, vrf, pledge, cost, margin, account, owners, relays, metadata] = fields;
  const kinds = plainList(relays).map((relay) => plainList(relay)[0]);
  return [operator, vrf, pledge, cost, margin, plainAccount(account), [...new Set(plainList(owners))], kinds, metadata];
}

const RELAY_KINDS = { address: 0n, host: 1n, srv: 2n };

function effectTold(effect: CertificateEffect): unknown[] {
  switch (effect.kind) {
    case 'stake-registration':
      return [['registers', accountOf(effect.credential), effect.deposit]];
    case 'stake-deregistration':
      return [['deregisters', accountOf(effect.credential), effect.refund]];
    case 'stake-delegation':
      return [['delegates', accountOf(effect.credential), `0x${effect.poolId}`]];
    case 'pool-retirement':
      return [['retires', `0x${effect.poolId}`, BigInt(effect.retiringEpoch)]];
    case 'genesis-delegation':
      return [['genesis', `0x${effect.genesisHash}`, `0x${effect.delegateHash}`, `0x${effect.vrfKeyHash}`]];
    case 'instantaneous-rewards': {
      const { from, to } = effect;
      const amounts = to.kind === 'other-pot' ? to.amount : to.amounts.map(([who, amount]) => [accountOf(who), amount]);
      return [['moves', from === 'reserves' ? 0n : 1n, amounts]];
    }
    case 'pool-registration': {
      const { poolId, vrfKeyHash, pledge, cost, margin, rewardAccount, owners, relays, metadata } = effect.pool;
      return [
        [
          'pool',
          [
            `0x${poolId}`,
            `0x${vrfKeyHash}`,
            pledge,
            cost,
            [margin.numerator, margin.denominator],
            accountOf(rewardAccount),
            owners.map((owner) => `0x${owner}`),
            relays.map(({ kind }) => RELAY_KINDS[kind]),
            metadata && [metadata.url, `0x${metadata.hash}`],
          ],
        ],
      ];
    }
  }
}

/** The bodies of `[era, [header, bodies, …]]`, as they stand. */
function plainBodies(bytes: Uint8Array): readonly PlainItem[] {
  const [, block] = plainList(plainCbor(bytes));
  return plainList(plainList(block)[1]);
}

/** The indexes of failed transactions, which Alonzo brought. */
const plainFailed = (bytes: Uint8Array): readonly PlainItem[] =>
  plainList(plainList(plainList(plainCbor(bytes))[1])[4]);

/** Memory and steps of each transaction: its redeemers are a list `[…, units]`, or a map whose values are `[data, units]`. */
function plainUnits(bytes: Uint8Array): readonly (readonly [bigint, bigint])[] {
  return plainList(plainList(plainList(plainCbor(bytes))[1])[2]).map((witnesses) => {
    const redeemers = plainField(witnesses, 5n);
    const each = Array.isArray(redeemers) ? redeemers : pairsOf(redeemers).map(([, redeemer]) => redeemer);
    const units = each.map((redeemer) => plainList(plainList(redeemer).at(-1)).map((unit) => BigInt(String(unit))));
    const sum = (of: number) => units.reduce((total, unit) => total + (unit[of] ?? 0n), 0n);
    return [sum(0), sum(1)];
  });
}

test('a second reading of a block with every certificate there is says the same', () => {
  const bytes = blockOfEveryCertificate();
  const { transactions } = decodeBlock(bytes);
  const plain = plainBodies(bytes).map(toldPlainly);
  expect(transactions[0]?.certificates.map(({ tag }) => tag)).toEqual([
    ...[0, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18],
  ]);
  for (const [index, transaction] of transactions.entries()) {
    // Of a transaction the block says only one of fee and total collateral, whichever was paid.
    const { fee, totalCollateral, ...told } = plain[index] ?? toldPlainly(null);
    const { fee: paid, totalCollateral: _unsaid, ...ours } = toldByUs({ ...transaction, totalCollateral: null });
    expect(ours).toEqual(told);
    expect(paid).toBe(transaction.valid ? fee : totalCollateral);
  }
  expect(plainFailed(bytes)).toEqual([2n]);
  expect(transactions.map(({ valid }) => valid)).toEqual([true, true, false]);
  expect(transactions.map(({ executionUnits: { memory, steps } }) => [memory, steps])).toEqual(plainUnits(bytes));
});

describe.skipIf(noSharedData)('a second reading says the same (needs ../shared/data)', () => {
  const lines = (path: string): string[] => readFileSync(sharedData(path), 'utf8').trim().split('\n');

  test('of every transaction of the recorded blocks from Shelley on', () => {
    const hexes = lines('chain/blocks/blocks.jsonl').map((line): string => JSON.parse(line).cborHex);
    let compared = 0;
    for (const bytes of hexes.map(fromHex)) {
      const { era, transactions } = decodeBlock(bytes);
      if (era === 'byron') continue;
      const plain = plainBodies(bytes).map(toldPlainly);
      expect(transactions.flatMap(({ valid, index }) => (valid ? [] : [BigInt(index)]))).toEqual(plainFailed(bytes));
      expect(transactions.map(({ executionUnits }) => [executionUnits.memory, executionUnits.steps])).toEqual(
        plainUnits(bytes),
      );
      for (const [index, transaction] of transactions.entries()) {
        const told = plain[index];
        const { totalCollateral } = told ?? {};
        expect(toldByUs({ ...transaction, totalCollateral })).toEqual(told);
        compared += 1;
      }
    }
    // None of them has a transaction that failed: see PREVIEW in whole-chains.db.test.ts.
    expect(compared).toBe(646);
  });

  const generated = noSharedData
    ? []
    : lines('chain/blocks/synthetic-conway-fixtures.jsonl').flatMap((line) => bodiesOf(JSON.parse(line)));

  test('of every generated Conway body whose accounts are of 29 bytes', () => {
    let compared = 0;
    for (const bytes of generated) {
      const ours = readOrNull(bytes, readTransactionBody);
      if (ours === null) continue;
      expect(toldByUs(ours)).toEqual(toldPlainly(plainCbor(bytes)));
      compared += 1;
    }
    expect(compared).toBe(1_425);
  });

  test('of every generated Conway certificate, in whatever body', () => {
    const counts: Record<number, number> = {};
    for (const bytes of generated.flatMap(certificatesOf)) {
      const certificates = readOrNull(Buffer.concat([Uint8Array.of(0x81), bytes]), readCertificates);
      if (certificates === null) continue;
      expect(certificates.map(certificateTold)).toEqual([plainCertificate(plainCbor(bytes))]);
      for (const { tag } of certificates) counts[tag] = (counts[tag] ?? 0) + 1;
    }
    // Every kind but 3, whose accounts are none; 5 and 6 are gone in Conway.
    const few = { 0: 39, 1: 32, 2: 31, 4: 41, 7: 42, 8: 22, 9: 33 };
    const more = { 10: 38, 11: 37, 12: 35, 13: 35, 14: 37, 15: 34, 16: 26, 17: 25, 18: 40 };
    expect(counts).toEqual({ ...few, ...more });
  });
});

/** Null for an account that is not of 29 bytes, as the generator makes most. */
function readOrNull<T>(bytes: Uint8Array, read: (reader: CborReader) => T): T | null {
  const blames = (error: unknown): error is Error => error instanceof InvalidValue;
  try {
    return read(new CborReader(bytes, { blames }));
  } catch (error) {
    if (error instanceof Error && error.message.includes('the 29 bytes of a stake address')) return null;
    throw error;
  }
}

/** The bytes of each certificate of a body. */
function certificatesOf(body: Uint8Array): Uint8Array[] {
  const reader = new CborReader(body);
  let items: Uint8Array[] = [];
  reader.fields((key) => {
    if (key !== 4) return false;
    items = reader.set(() => reader.rawItem());
    return true;
  });
  return items;
}

/** The bytes of each body of a fixture: a body, a transaction `[body, …]`, or a block `[header, bodies, …]` in its wrapper. */
function bodiesOf({
  kind,
  cborHex,
}: {
  kind: 'block' | 'transaction' | 'transaction_body';
  cborHex: string;
}): Uint8Array[] {
  const reader = new CborReader(fromHex(cborHex));
  if (kind === 'transaction_body') return [reader.rawItem()];
  reader.arrayStart();
  if (kind === 'transaction') return [reader.rawItem()];
  reader.skip();
  reader.arrayStart();
  reader.skip();
  return reader.array(() => reader.rawItem());
}
