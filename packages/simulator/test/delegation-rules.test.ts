import {
  type BlockFacts,
  blockPlace,
  credentialText,
  type Epoch,
  effectiveEpochs,
  epoch as epochOf,
  epochPlus,
  factsOf,
} from '@pooltool/domain';
import { expect, test } from 'vitest';
import type { ExpectedEpoch } from '../src/index.ts';
import { collected } from './collected.ts';

const runs = [1, 2, 3, 4].map((seed) => {
  const run = collected({ seed, epochs: 8, transactionsPerBlock: 4 });
  const facts = run.main.map(({ block }) =>
    factsOf(block, blockPlace(run.simulation.network, { slot: block.slot, parentSlot: null })),
  );
  return { facts, epochs: run.dumps.map(({ expected }) => expected) };
});

test('a stake snapshot holds what was delegated by certificates that are effective in its epoch', () => {
  const seen = new Set<string>();
  for (const { facts, epochs } of runs) {
    const [genesis, ...later] = epochs;
    if (genesis === undefined) throw new Error('no first epoch');
    for (const { epoch, mark } of later) {
      const active = epochPlus(epochOf(epoch), 1);
      const certified = delegationsEffectiveIn(active, { genesis, facts, seen });
      // Delegations to a pool end with it; the pools of a snapshot are held to their certificates in pool-rules.test.ts.
      const standing = [...certified].filter(([, pool]) => pool in mark.pools);
      const wanted = mark.delegations.map(({ credential, poolId }) => [credential, poolId] as const);
      expect(Object.fromEntries(standing)).toEqual(Object.fromEntries(wanted));
    }
  }
  expect(seen).toEqual(new Set(['registration', 'delegation', 'deregistration']));
});

function delegationsEffectiveIn(
  active: Epoch,
  {
    genesis,
    facts,
    seen,
  }: { readonly genesis: ExpectedEpoch; readonly facts: readonly BlockFacts[]; readonly seen: Set<string> },
): ReadonlyMap<string, string> {
  const delegations = new Map<string, string>(
    genesis.mark.delegations.map(({ credential, poolId }) => [credential, poolId]),
  );
  for (const { epoch, stakeCertificates } of facts) {
    for (const { kind, credential, poolId } of stakeCertificates) {
      seen.add(kind);
      if (kind === 'registration' || effectiveEpochs(kind, epoch).blocks > active) continue;
      if (kind === 'delegation' && poolId !== null) delegations.set(credentialText(credential), poolId);
      else delegations.delete(credentialText(credential));
    }
  }
  return delegations;
}
