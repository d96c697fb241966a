import { epoch, preview } from '@pooltool/domain';
import { testPoolId } from '@pooltool/domain/testing';
import type { PoolFacts } from '@pooltool/store/documents';
import { NO_WORDS, poolTerms } from '@pooltool/store/website';
import { expect, test } from 'vitest';

/** Of which no certificate and no snapshot was seen. */
const unsaid: PoolFacts = {
  pool: testPoolId(1),
  history: { events: [], before: null },
  presentEpoch: epoch(612),
  firstEpoch: null,
  lifeBlocks: 3,
  newestBlocks: { epoch: epoch(612), blocks: 3 },
  newestStake: null,
  live: null,
  rank: null,
  words: NO_WORDS,
  note: null,
  ros: null,
};

test('who makes blocks and was never said anything of is a genesis delegate', () => {
  expect(poolTerms(unsaid, preview)).toMatchObject({ isGenesis: true, retiredSince: null });
});

test('a pool that the ledger has is none, though it registered before our chain begins and is in no snapshot yet', () => {
  const live = { pledge: 5n, delegators: 1, delegatorsHash: 0 };
  expect(poolTerms({ ...unsaid, live }, preview).isGenesis).toBe(false);
});
