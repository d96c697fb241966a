import { type EffectiveKind, effectiveEpochs, epoch } from '@pooltool/domain';
import { expect, test } from 'vitest';

test.each<[EffectiveKind, string, number, number]>([
  ['first-registration', 'counts at once and is in the snapshot at the end of its epoch, which elects e+2', 300, 302],
  ['re-registration', 'is adopted at the boundary, after the snapshot: it is in the next one', 301, 303],
  ['delegation', 'counts at once and elects e+2', 300, 302],
  ['deregistration', 'takes its stake out of the snapshot that elects e+2', 300, 302],
  ['retirement', 'at R comes after the snapshot of that boundary, so its pool makes blocks in R+1 still', 300, 302],
])('a %s %s', (kind, _, ledger, blocks) => {
  expect(effectiveEpochs(kind, epoch(300))).toEqual({ ledger, blocks });
});
