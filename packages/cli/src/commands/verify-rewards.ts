import { Command } from 'commander';
import type { CommandParts } from '../command-parts.ts';
import { EXIT } from '../terminal.ts';

export const verifyRewardsCommandLine = ({ terminal, exit }: CommandParts): Command =>
  new Command('verify-rewards')
    .description("recompute recorded epochs and compare every figure with the ledger's")
    .argument(
      '[path...]',
      'fixtures of schema rewards-fixture/1 (.json or .json.gz), or folders of them; none: a simulated chain',
    )
    .option('--json', 'print the report as one JSON object')
    .addHelpText(
      'after',
      `
Exit code 1 on one lovelace of difference, or a file that is no fixture. Needs no database.

Examples:
  npx pooltool verify-rewards fixtures/preview
  npx pooltool verify-rewards preview-660.json.gz preprod --json | jq .mismatches`,
    )
    .action(async (paths: string[], { json = false }: { json?: boolean }) => {
      const { verifyRewardsCommand } = await import('../verify-rewards/index.ts');
      const code = await verifyRewardsCommand({ paths, json, print: terminal.print });
      exit(code === 0 ? EXIT.ok : EXIT.failed);
    });
