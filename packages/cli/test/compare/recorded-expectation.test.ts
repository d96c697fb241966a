import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readExpectedValues, withinChain } from '../../src/compare/recorded-expectation.ts';

const file = fileURLToPath(
  new URL('../../../../../shared/data/chain/ledger-state/expected-values.json', import.meta.url),
);

describe.skipIf(!existsSync(file))('recorded ledger states of devnet42 (../shared/data is needed)', () => {
  test('come by epoch, each with every pool, delegator, account and reward as a fact', async () => {
    const states = await readExpectedValues(file, 'devnet42');
    expect(states.map(({ epoch, slot }) => ({ epoch, slot }))).toEqual([
      { epoch: 0, slot: 86_392 },
      { epoch: 1, slot: 172_786 },
      { epoch: 2, slot: 259_174 },
    ]);
    const facts = new Map(states[2]?.facts.map(({ what, where, value }) => [`${what}, ${where}`, value]));
    expect(facts.get('reserves, epoch 2')).toBe('43773720000000000');
    expect(facts.get('to treasury (ΔT), earned epoch 1')).toBe('26264232000000');
    expect(facts.get('number of rewards, earned epoch 1')).toBe('10');
    expect(facts.get('number of accounts, dump of epoch 2')).toBe('5');
  });

  test('say nothing of blocks beyond the end of a recording', async () => {
    const [state] = await readExpectedValues(file, 'devnet42');
    if (state === undefined) throw new Error('no state');
    const blocks = (lastSlot: number) =>
      withinChain(state, lastSlot).facts.filter(({ what }) => what === 'blocks up to the dump').length;
    expect(blocks(state.slot)).toBe(5);
    expect(blocks(state.slot - 1)).toBe(0);
  });
});
