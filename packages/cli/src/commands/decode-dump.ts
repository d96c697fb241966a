import { Command } from 'commander';
import type { CommandParts } from '../command-parts.ts';

export const decodeDumpCommand = ({ terminal }: CommandParts): Command =>
  new Command('decode-dump')
    .description('read a ledger dump and tell what is in it')
    .argument('<file>', 'a ledger-state dump (CBOR), or a snapshot file of a node')
    .option('--json', 'print one JSON object; amounts are whole lovelace')
    .addHelpText(
      'after',
      `
One pass, whatever its layout; a mainnet dump takes seconds. Needs no database.

Examples:
  npx pooltool decode-dump ledger-512.cbor
  npx pooltool decode-dump ledger-512.cbor --json | jq .pots.reserves`,
    )
    .action(async (file: string, { json = false }: { json?: boolean }) => {
      const [{ dumpSummary, dumpLines }, { stringifyLossless }] = await Promise.all([
        import('../dump-summary.ts'),
        import('@pooltool/shared-utils/json'),
      ]);
      const summary = dumpSummary(file);
      for (const line of json ? [stringifyLossless(summary)] : dumpLines(summary)) terminal.print(line);
    });
