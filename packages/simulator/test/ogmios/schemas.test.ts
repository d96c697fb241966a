import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCredential } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { Compile } from 'typebox/schema';
import { afterAll, describe, expect, test } from 'vitest';
import { makeSimulation } from '../../src/index.ts';
import { RpcFailure } from '../../src/ogmios/failure.ts';
import { simulatedNode } from '../../src/ogmios/index.ts';
import { errorText, resultText } from '../../src/ogmios/rpc.ts';
import { Session } from '../../src/ogmios/session.ts';

const data = join(import.meta.dirname, '../../../../../shared/data/chain/ogmios');
const absent = !existsSync(data);
const ifPresent = absent ? ' (skipped: ../shared/data is absent)' : '';

const node = simulatedNode(makeSimulation({ epochs: 4, epochLength: 200, pools: 4, delegators: 30, forkRate: 0.1 }));
node.advance(330);
const folder = mkdtempSync(join(tmpdir(), 'ogmios-schema-'));
afterAll(() => rmSync(folder, { recursive: true }));

const point = { slot: node.tip().at.block.slot, id: node.tip().at.block.hash };
const keys = [...node.tip().ledger.accounts.keys()]
  .filter((who) => who.startsWith('key'))
  .map((who) => parseCredential(who).hash);

/** Every question of ours, and the schema's name of its answer. */
const QUESTIONS: readonly (readonly [string, string, JsonObject])[] = [
  ['AcquireLedgerStateResponse', 'acquireLedgerState', { point }],
  ['QueryLedgerStateTipResponse', 'queryLedgerState/tip', {}],
  ['QueryLedgerStateEpochResponse', 'queryLedgerState/epoch', {}],
  ['QueryLedgerStateEraStartResponse', 'queryLedgerState/eraStart', {}],
  ['QueryLedgerStateEraSummariesResponse', 'queryLedgerState/eraSummaries', {}],
  ['QueryLedgerStateProtocolParametersResponse', 'queryLedgerState/protocolParameters', {}],
  ['QueryLedgerStateTreasuryAndReservesResponse', 'queryLedgerState/treasuryAndReserves', {}],
  ['QueryLedgerStateStakePoolsResponse', 'queryLedgerState/stakePools', { includeStake: true }],
  ['QueryLedgerStateRewardsProvenanceResponse', 'queryLedgerState/rewardsProvenance', {}],
  ['QueryLedgerStateStakePoolsPerformancesResponse', 'queryLedgerState/stakePoolsPerformances', {}],
  ['QueryLedgerStateLiveStakeDistributionResponse', 'queryLedgerState/liveStakeDistribution', {}],
  [
    'QueryLedgerStateProjectedRewardsResponse',
    'queryLedgerState/projectedRewards',
    { stake: [{ ada: { lovelace: 1_000_000_000 } }] },
  ],
  ['QueryLedgerStateRewardAccountSummariesResponse', 'queryLedgerState/rewardAccountSummaries', { keys }],
  ['QueryLedgerStateOperationalCertificatesResponse', 'queryLedgerState/operationalCertificates', {}],
  ['QueryLedgerStateNoncesResponse', 'queryLedgerState/nonces', {}],
  ['QueryLedgerStateDumpResponse', 'queryLedgerState/dump', { to: join(folder, 'dump.cbor') }],
  ['ReleaseLedgerStateResponse', 'releaseLedgerState', {}],
  ['QueryNetworkTipResponse', 'queryNetwork/tip', {}],
  ['QueryNetworkBlockHeightResponse', 'queryNetwork/blockHeight', {}],
  ['QueryNetworkStartTimeResponse', 'queryNetwork/startTime', {}],
  ['QueryNetworkGenesisConfigurationResponse', 'queryNetwork/genesisConfiguration', { era: 'shelley' }],
  ['FindIntersectionResponse', 'findIntersection', { points: ['origin'] }],
];

describe.skipIf(absent).each([
  ['v6', 'schema-v6.14.0'],
  ['v7', 'schema-v7'],
] as const)(`the face %s and %s${ifPresent}`, (face, version) => {
  const session = new Session(node, face);
  const never = new AbortController().signal;

  /** An answer as it goes over the wire, its integers as floats: schemas do not look at digits. */
  const answerTo = async (method: string, params: JsonObject): Promise<unknown> => {
    const asked = { method, params, id: 'mine' };
    try {
      return JSON.parse(resultText(asked, await session.answer(method, params, never)));
    } catch (error) {
      if (!(error instanceof RpcFailure)) throw error;
      return JSON.parse(errorText(asked, error));
    }
  };

  test.each(QUESTIONS)('%s', async (name, method, params) => {
    expectFits(version, name, await answerTo(method, params));
  });

  test('every block of the chain, with its transactions and certificates', async () => {
    await answerTo('findIntersection', { points: ['origin'] });
    const schema = schemaOf(version, 'NextBlockResponse');
    for (let height = -1; height <= node.tip().at.block.height; height += 1) {
      const answer = await answerTo('nextBlock', {});
      if (!schema.Check(answer)) expectFits(version, 'NextBlockResponse', answer);
    }
    expect(await answerTo('queryNetwork/tip', {})).toMatchObject({ result: point });
  });

  test('errors', async () => {
    const stranger = { point: { slot: 1, id: '00'.repeat(32) } };
    expectFits(version, 'AcquireLedgerStateResponse', await answerTo('acquireLedgerState', stranger));
    expectFits(version, 'FindIntersectionResponse', await answerTo('findIntersection', { points: [stranger.point] }));
    await answerTo('acquireLedgerState', { point });
    session.expire();
    expectFits(version, 'QueryLedgerStateEpochResponse', await answerTo('queryLedgerState/epoch', {}));
  });

  test('the schema itself refuses what is wrong', () => {
    const schema = schemaOf(version, 'QueryLedgerStateEpochResponse');
    expect(schema.Check({ jsonrpc: '2.0', method: 'queryLedgerState/epoch', result: 'one', id: 1 })).toBe(false);
    const pots = schemaOf(version, 'QueryLedgerStateTreasuryAndReservesResponse');
    const result = { treasury: { ada: { lovelace: 1 } }, reserves: { ada: 2 } };
    expect(pots.Check({ jsonrpc: '2.0', method: 'queryLedgerState/treasuryAndReserves', result })).toBe(false);
  });
});

function expectFits(version: string, name: string, answer: unknown): void {
  const [, errors] = schemaOf(version, name).Errors(answer);
  expect(
    errors.map((error) => JSON.stringify(error)),
    JSON.stringify(answer).slice(0, 500),
  ).toEqual([]);
}

/**
 * Both files as one document, whose references stay inside it. Two patterns contradict the schema's own examples and required
 * fields: a value's names may not be `ada`, and pools stand under hex in projected rewards. They are put right here.
 */
function schemaOf(version: string, name: string) {
  const $defs: Record<string, unknown> = {};
  for (const file of ['cardano', 'ogmios']) {
    const text = readFileSync(join(data, version, `${file}.json`), 'utf8')
      .replaceAll(
        /"(cardano|ogmios)\.json#\/(definitions|properties)\/([^"]+)"/g,
        (_, ...[of = '', kind = '', word = '']) => JSON.stringify(`#/$defs/${named(of, kind, word)}`),
      )
      .replaceAll('"^[0-9a-f]{56}$"', '"^([0-9a-f]{56}|ada)$"')
      .replaceAll('"^[0-9a-f]+$"', '"^(pool1[0-9a-z]+|[0-9a-f]+)$"');
    const document: unknown = JSON.parse(text);
    for (const kind of ['definitions', 'properties']) {
      for (const [word, schema] of Object.entries(Object(Reflect.get(Object(document), kind)))) {
        $defs[named(file, kind, word)] = schema;
      }
    }
  }
  return Compile({ $defs, $ref: `#/$defs/${named('ogmios', 'properties', name)}` });
}

/** Names of the schema hold signs that a reference may not. */
const named = (file: string, kind: string, word: string): string =>
  `${file}_${kind}_${word.replaceAll(/[^A-Za-z0-9]/g, '_')}`;
