import { encodePoolId, encodeStakeAddress } from '@pooltool/shared-utils/crypto';
import { expect, test } from 'vitest';
import { subjectOf } from '../../src/rewards-explain/subject.ts';

const HASH = '0a'.repeat(28);

test.each([
  ['its bech32', encodePoolId(HASH)],
  ['its hex', HASH],
  ['its hex in capitals', HASH.toUpperCase()],
])('a pool is known by %s', (_, text) => {
  expect(subjectOf(text)).toEqual({ kind: 'pool', poolId: HASH });
});

test.each([
  ['key', encodeStakeAddress({ kind: 'key', hash: HASH }, 'mainnet')],
  ['script', encodeStakeAddress({ kind: 'script', hash: HASH }, 'testnet')],
  ['key', `key:${HASH}`],
  ['script', `SCRIPT:${HASH.toUpperCase()}`],
])('an account of a %s is known by %s', (kind, text) => {
  expect(subjectOf(text)).toEqual({ kind: 'account', credential: { kind, hash: HASH } });
});

test.each([
  ['', 'POOLTOOL_REWARD_SUBJECT_INVALID'],
  [HASH.slice(2), 'POOLTOOL_REWARD_SUBJECT_INVALID'],
  [`pool:${HASH}`, 'POOLTOOL_REWARD_SUBJECT_INVALID'],
  ['pool1qqqq', 'POOLTOOL_ENCODING_INVALID'],
  [`${encodeStakeAddress({ kind: 'key', hash: HASH }, 'mainnet').slice(0, -1)}q`, 'POOLTOOL_ENCODING_INVALID'],
])('%j is refused as %s', (text, code) => {
  expect(() => subjectOf(text)).toThrow(expect.objectContaining({ code }));
});
