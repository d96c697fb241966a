import type { PoolId } from '@pooltool/domain';
import type { Nonces } from '../answers.ts';
import { type Query, query } from '../wire/query.ts';
import type { Reading } from '../wire/reading.ts';
import { byPool, hash32At } from '../wire/words.ts';

export const operationalCertificates: Query<ReadonlyMap<PoolId, number>> = query({
  method: 'queryLedgerState/operationalCertificates',
  read: (at) => byPool(at, (counter) => counter.count()),
});

export const nonces: Query<Nonces> = query({
  method: 'queryLedgerState/nonces',
  read: (at) => ({
    epochNonce: nonceAt(at.field('epochNonce')),
    candidateNonce: nonceAt(at.field('candidateNonce')),
    evolvingNonce: nonceAt(at.field('evolvingNonce')),
    lastEpochLastAncestor: nonceAt(at.field('lastEpochLastAncestor')),
  }),
});

const nonceAt = (at: Reading): string | null => (at.is('neutral') ? null : hash32At(at));
