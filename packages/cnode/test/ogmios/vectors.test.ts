import { blake2b224, decodeStakeAddress, encodePoolId, fromHex, toHex } from '@pooltool/shared-utils/crypto';
import { parseLossless, stringifyLossless } from '@pooltool/shared-utils/json';
import { describe, expect, test } from 'vitest';
import { ogmiosAnswerUnknown } from '../../src/ogmios/errors.ts';
import { Reading } from '../../src/ogmios/wire/reading.ts';
import { errorOfAnswer } from '../../src/ogmios/wire/rpc-error.ts';
import { isAsked, readResult } from './asked.ts';
import {
  asObject,
  ifPresent,
  type Message,
  officialVectors,
  ogmiosDataAbsent,
  previewResult,
  recordedAnswers,
  schemaExamples,
} from './recorded.ts';

/** Random values of the right type that no chain has: negative shares and amounts, a start in 1864, heights beyond 2^53. */
const IMPOSSIBLE: Readonly<Record<string, string>> = {
  'NextBlockResponse/000.json': 'nextBlock.block.height',
  'QueryLedgerStateLiveStakeDistribution/001.json': '.stake',
  'QueryLedgerStateLiveStakeDistribution/002.json': '.stake',
  'QueryLedgerStateLiveStakeDistribution/003.json': '.stake',
  'QueryLedgerStateLiveStakeDistribution/004.json': '.stake',
  'QueryLedgerStateLiveStakeDistribution/005.json': '.stake',
  'QueryLedgerStateRewardsProvenance/000.json': '.relativeStake',
  'QueryLedgerStateRewardsProvenance/001.json': '.treasuryTax.ada.lovelace',
  'QueryLedgerStateRewardsProvenance/002.json': '.treasuryTax.ada.lovelace',
  'QueryLedgerStateRewardsProvenance/003.json': '.relativeStake',
  'QueryLedgerStateRewardsProvenance/004.json': '.treasuryTax.ada.lovelace',
  'QueryLedgerStateRewardsProvenance/005.json': '.efficiency',
  'QueryNetworkStartTime/000.json': 'queryNetwork/startTime',
  'QueryNetworkStartTime/001.json': 'queryNetwork/startTime',
  'QueryNetworkStartTime/002.json': 'queryNetwork/startTime',
  'QueryNetworkStartTime/003.json': 'queryNetwork/startTime',
  'QueryNetworkStartTime/004.json': 'queryNetwork/startTime',
};

/** What of an answer nobody uses: by name of a field, whatever stands in it. */
const UNUSED = new Set([
  ...['plutusCostModels', 'scriptExecutionPrices', 'maxExecutionUnitsPerTransaction', 'maxExecutionUnitsPerBlock'],
  ...['maxValueSize', 'collateralPercentage', 'maxCollateralInputs', 'minUtxoDepositConstant', 'extraEntropy'],
  ...['minUtxoDepositCoefficient', 'minFeeReferenceScripts', 'maxReferenceScriptsSize', 'stakePoolVotingThresholds'],
  ...['maxReferenceScriptsSizePerTransaction', 'maxReferenceScriptsSizePerBlock', 'governanceActionLifetime'],
  ...['constitutionalCommitteeMinSize', 'constitutionalCommitteeMaxTermLength', 'governanceActionDeposit'],
  ...['delegateRepresentativeVotingThresholds', 'delegateRepresentativeDeposit', 'minUtxoDepositConstantAtLeast'],
  ...['delegateRepresentativeMaxIdleTime', 'transactions', 'operationalCertificates', 'vrfVerificationKey', 'kes'],
  ...['leaderValue', 'nonce', 'sigma', 'software', 'update', 'delegate', 'patch'],
]);

/** Told as a word, and arriving as nothing; a host's name is told apart from a record by its port. */
const NOTHING = new Set(['genesis', 'neutral', 'hostname', 'host', 'srv']);

/** Put as the client says it. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  verificationKey: 'key',
  noConfidence: 'no-confidence',
  forward: 'roll-forward',
  backward: 'roll-backward',
  praos: 'main',
  bft: 'main',
  ebb: 'boundary',
  ipAddress: 'address',
};

describe(`what Ogmios answers${ifPresent}`, () => {
  const messages = ogmiosDataAbsent ? [] : [...officialVectors(), ...recordedAnswers()];
  const answers = messages.filter(({ body }) => body.result !== undefined && isAsked(String(body.method)));

  test.skipIf(ogmiosDataAbsent)('the official vectors and the recordings are all here', () => {
    expect(messages).toHaveLength(122 + 11);
    const left = messages.filter((one) => !answers.includes(one)).map(({ name }) => name.split('/')[0]);
    // Requests, errors (below), and the answers to acquiring and releasing (at-point.flow.test.ts).
    expect(new Set(left)).toEqual(
      new Set([
        'AcquireLedgerStateRequest',
        'AcquireLedgerStateResponse',
        'FindIntersection',
        'FindIntersectionResponse',
        'NextBlock',
        'ReleaseLedgerState',
        'ReleaseLedgerStateResponse',
      ]),
    );
  });

  test.each(answers.filter(({ name }) => IMPOSSIBLE[name] === undefined))(
    '$name: every value arrives as it was told',
    (one) => {
      expectAllTold(one);
    },
  );

  test.each(answers.filter(({ name }) => IMPOSSIBLE[name] !== undefined))(
    '$name: refused where no chain has such a value',
    ({ name, body }) => {
      const path = pathOfRefusal(() => readResult(String(body.method), body.result));
      expect(path).toContain(IMPOSSIBLE[name]);
    },
  );

  test.each(
    answers.filter(
      ({ name }) => name.startsWith('QueryLedgerStateRewardsProvenance') || name.startsWith('QueryLedgerStateLive'),
    ),
  )('$name: without the signs no chain has, every value arrives', ({ name, body }) => {
    const text = stringifyLossless(body.result).replaceAll('"-', '"').replaceAll(':-', ':');
    expectAllTold({ name, body: { ...body, result: asObject(parseLossless(text)) } });
  });

  test.each(messages.filter(({ body }) => body.error !== undefined))(
    '$name: an error of ours that says what to do',
    ({ body }) => {
      const error = errorOfAnswer(String(body.method), new Reading(body.error, 'error'));
      const { code } = asObject(body.error);
      expect(error.details.rpcCode).toBe(code);
      expect(error.disposition).toBe(code === 1001 ? 'reject' : 'retry');
    },
  );

  test.skipIf(ogmiosDataAbsent).each(['rewardsProvenance.700.json.gz', 'rewardsProvenance.701.json.gz'])(
    'preview, %s: every delegator arrives',
    (file) => {
      expectAllTold({
        name: file,
        body: { method: 'queryLedgerState/rewardsProvenance', result: previewResult(file) },
      });
    },
  );

  test.skipIf(ogmiosDataAbsent)('preview: pools, pots and nonces arrive', () => {
    expectAllTold({
      name: 'pools',
      body: { method: 'queryLedgerState/stakePools', result: previewResult('pools.700.json') },
    });
    expectAllTold({
      name: 'nonces',
      body: { method: 'queryLedgerState/nonces', result: previewResult('nonces.700.json') },
    });
    const pots = asObject(previewResult('pots-all-epochs.preview+preprod.json'));
    for (const network of Object.values(pots)) {
      for (const result of Object.values(asObject(network))) {
        expectAllTold({ name: 'pots', body: { method: 'queryLedgerState/treasuryAndReserves', result } });
      }
    }
  });

  test.skipIf(ogmiosDataAbsent)("preview's reserves above 2^53 keep their last digit", () => {
    expect(readResult('queryLedgerState/treasuryAndReserves', previewResult('pots.700.json'))).toEqual({
      treasury: 4424251865529519n,
      reserves: 10492560376208533n,
    });
  });

  describe.skipIf(ogmiosDataAbsent).each(['schema-v6.14.0', 'schema-v7'] as const)('the examples of %s', (version) => {
    test('live stake and reward accounts', () => {
      for (const result of schemaExamples(version, 'LiveStakeDistribution')) {
        expectAllTold({ name: version, body: { method: 'queryLedgerState/liveStakeDistribution', result } });
      }
      const result = schemaExamples(version, 'RewardAccountSummary');
      expectAllTold({ name: version, body: { method: 'queryLedgerState/rewardAccountSummaries', result } });
    });
  });
});

/** Everything the answer says is in what the client made of it, as often as it was said. */
function expectAllTold({ body }: Message): void {
  const method = String(body.method);
  const told = atomsOf(body.result).toSorted();
  const made = atomsOf(readResult(method, body.result)).toSorted();
  const missing = new Map<string, number>();
  for (const atom of made) missing.set(atom, (missing.get(atom) ?? 0) - 1);
  for (const atom of told) missing.set(atom, (missing.get(atom) ?? 0) + 1);
  expect([...missing].filter(([, times]) => times > 0).map(([atom]) => atom)).toEqual([]);
}

/** Numbers and texts of a value, names of an object only where they are ids; each in the client's form. */
function atomsOf(value: unknown): string[] {
  if (value instanceof Map) return [...value].flatMap(([key, one]) => [atom(key), ...atomsOf(one)]);
  if (Array.isArray(value)) return value.flatMap(atomsOf);
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(fieldAtoms);
  return value === null || value === undefined || NOTHING.has(String(value)) ? [] : splitAtom(value);
}

function fieldAtoms([name, value]: readonly [string, unknown]): string[] {
  if (UNUSED.has(name)) return [];
  const text = String(value);
  // A key is told, the id of the pool it makes arrives; a stake address is told, its credential arrives.
  if (name === 'verificationKey') return [atom(toHex(blake2b224(fromHex(text))))];
  if (name === 'rewardAccount' && text.startsWith('stake')) return atomsOf(decodeStakeAddress(text).credential);
  if (!/^pool1|^\d+$|^[0-9a-f]{56}$/.test(name)) return atomsOf(value);
  // A pool that stands under its id says it once more.
  const repeats = typeof value === 'object' && value !== null && Reflect.get(value, 'id') === name;
  return repeats ? atomsOf(value) : [atom(name), ...atomsOf(value)];
}

/** A ratio is two numbers. */
function splitAtom(value: unknown): string[] {
  const [, numerator, denominator] = /^(\d+)\/(\d+)$/.exec(String(value)) ?? [];
  return numerator !== undefined && denominator !== undefined ? [numerator, denominator] : [atom(value)];
}

/** Hex of a pool as bech32, so that both sides say the same. */
const atom = (value: unknown): string => {
  const text = String(value);
  return OTHER_WORDS[text] ?? (/^[0-9a-f]{56}$/.test(text) ? encodePoolId(text) : text);
};

function pathOfRefusal(read: () => unknown): unknown {
  try {
    read();
  } catch (error) {
    if (ogmiosAnswerUnknown.is(error)) return error.details.path;
    throw error;
  }
  return 'it was not refused';
}
