import { CHAIN_FEED, readNetwork, readSyncPoint } from '@pooltool/store';
import { type Comparison, compareWithLedger, readExpectedValues, withinChain } from './compare/index.ts';
import { withDatabase } from './database.ts';
import { withObjectStore } from './object-store.ts';

export interface ComparisonReport extends Comparison {
  readonly network: string;
  /** of the states that were compared */
  readonly epochs: readonly number[];
}

/** Compares the truth with every state of the file that is of its network. */
export const compareFile = (file: string): Promise<ComparisonReport> =>
  withDatabase((db) =>
    withObjectStore(async (objects) => {
      const { name } = await readNetwork(db);
      const tip = await readSyncPoint(db, CHAIN_FEED);
      const states = (await readExpectedValues(file, name)).map((state) => withinChain(state, tip?.slot ?? 0));
      const comparison = await compareWithLedger({ db, objects }, states);
      return { network: name, epochs: states.map(({ epoch }) => epoch), ...comparison };
    }),
  );

export function comparisonLines({ network, epochs, compared, mismatches }: ComparisonReport): string[] {
  if (compared === 0) return [`nothing to compare: the file holds no ledger state of ${network}`];
  const lines = mismatches.map(
    ({ what, where, expected, got }) => `${what} ${where}: expected ${expected}, got ${got}`,
  );
  lines.push(`${network}, epochs ${epochs.join(', ')}: ${compared} facts compared, ${mismatches.length} mismatches`);
  return lines;
}
