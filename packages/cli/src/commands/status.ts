import { Command } from 'commander';
import type { CommandParts } from '../command-parts.ts';

export const statusCommand = ({ terminal }: CommandParts): Command =>
  new Command('status')
    .description('tip, epochs, assets, documents waiting, queues')
    .option('--json', 'print it as one JSON object; amounts are whole lovelace')
    .addHelpText(
      'after',
      `
Settings: DATABASE_URL

Examples:
  npx pooltool status
  npx pooltool status --json | jq .tip.slot`,
    )
    .action(async ({ json = false }: { json?: boolean }) => {
      const [{ withDatabase }, { loadStatus, statusLines }, { stringifyLossless }, { systemClock }] = await Promise.all(
        [
          import('../database.ts'),
          import('../status.ts'),
          import('@pooltool/shared-utils/json'),
          import('@pooltool/shared-utils/clock'),
        ],
      );
      const status = await withDatabase(loadStatus);
      const lines = json ? [stringifyLossless(status)] : statusLines(status, systemClock.now());
      for (const line of lines) terminal.print(line);
    });
