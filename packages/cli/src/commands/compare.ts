import { Command } from 'commander';
import type { CommandParts } from '../command-parts.ts';
import { EXIT } from '../terminal.ts';

export const compareCommand = ({ terminal, exit }: CommandParts): Command =>
  new Command('compare')
    .description('compare our database with ledger states that another program decoded')
    .argument(
      '<file>',
      'expected-values.json: ledger states by the name of their dump, …NETWORK.newepochstate.slotN.cbor',
    )
    .option('--json', 'print the report as one JSON object')
    .addHelpText(
      'after',
      `
Of each state of the database's network: blocks per pool, pots, parameters, the three snapshots, accounts, and every
reward of the pending update, to the lovelace. A comparison that finds nothing to compare has failed.

Settings: DATABASE_URL, OBJECT_STORE_…

Example:
  npx pooltool compare ledger-state/expected-values.json`,
    )
    .action(async (file: string, { json = false }: { json?: boolean }) => {
      const { compareFile, comparisonLines } = await import('../compare-file.ts');
      const report = await compareFile(file);
      for (const line of json ? [JSON.stringify(report)] : comparisonLines(report)) terminal.print(line);
      exit(report.mismatches.length === 0 && report.compared > 0 ? EXIT.ok : EXIT.failed);
    });
