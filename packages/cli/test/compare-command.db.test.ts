import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { customNetwork } from '@pooltool/domain';
import { claimNetwork } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ran } from './ran.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  await claimNetwork(database.pool, customNetwork({ name: 'garden', magic: 7, systemStartMs: 0 }));
  folder = await mkdtemp(join(tmpdir(), 'pooltool-compare-'));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const compared = async (states: unknown, ...options: string[]) => {
  const file = join(folder, 'expected-values.json');
  await writeFile(file, JSON.stringify(states));
  return ran(['compare', file, ...options], { settings: { DATABASE_URL: database.url } });
};

const state = {
  epoch: 0,
  blocksMadePrevEpoch: {},
  blocksMadeCurrentEpoch: {},
  reserves: 5,
  treasury: 7,
  pparams: {
    txFeePerByte: 44,
    txFeeFixed: 155_381,
    maxBlockBodySize: 90_112,
    maxTxSize: 16_384,
    maxBlockHeaderSize: 1_100,
    keyDeposit: 2_000_000,
    poolDeposit: 500_000_000,
    eMax: 18,
    nOpt: 150,
    a0: [3, 10],
    rho: [3, 1_000],
    tau: [1, 5],
    protocolVersion: [10, 0],
    minPoolCost: 340_000_000,
    coinsPerUtxoByte: 4_310,
  },
  mark: { stake: {}, delegations: {}, pools: {} },
  set: { stake: {}, delegations: {}, pools: {} },
  accounts: {},
};

test('compare with a file of other networks has failed: there was nothing to compare', async () => {
  const { exitCode, stdout } = await compared({ 'A2-meadow.newepochstate.slot9.cbor': state });
  expect({ exitCode, stdout }).toEqual({
    exitCode: 1,
    stdout: 'nothing to compare: the file holds no ledger state of garden\n',
  });
});

test('compare names what our database does not say', async () => {
  const { exitCode, stdout, stderr } = await compared({ 'A2-garden.newepochstate.slot9.cbor': state }, '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ network: 'garden', epochs: [0] });
  expect(report.mismatches).toContainEqual(expect.objectContaining({ what: 'reserves', expected: '5' }));
});
