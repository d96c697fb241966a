import { makeSimulation } from '@pooltool/simulator';
import { expect, test } from 'vitest';
import { newToldChain } from '../../src/compare/told-chain.ts';

test('of a chain that was told with its losing branches, the main one is left', () => {
  const told = newToldChain();
  const main: string[] = [];
  let losing = 0;
  for (const event of makeSimulation({ seed: 3, epochs: 2, epochLength: 200, forkRate: 0.1 }).events()) {
    if (event.kind !== 'block') continue;
    told.tell(event.block);
    if (event.branch === 'main') main.push(event.block.hash);
    else losing += 1;
  }
  expect(losing).toBeGreaterThan(0);
  expect(told.blocks().map(({ hash }) => hash)).toEqual(main);
});
