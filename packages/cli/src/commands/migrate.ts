import { Command } from 'commander';
import type { CommandParts } from '../command-parts.ts';

export const migrateCommand = ({ terminal }: CommandParts): Command =>
  new Command('migrate')
    .description("bring the database to this version's schema")
    .addHelpText(
      'after',
      `
Applies what is missing, each file in a transaction of its own, then pg-boss's tables. Repeating is harmless.

Settings: DATABASE_URL

Example:
  npx pooltool migrate`,
    )
    .action(async () => {
      const [{ migrate }, { readDatabaseConfig }] = await Promise.all([
        import('@pooltool/store'),
        import('../database.ts'),
      ]);
      const { applied } = await migrate(readDatabaseConfig().DATABASE_URL);
      for (const name of applied) terminal.print(`applied ${name}`);
      terminal.print(
        applied.length === 0 ? 'the schema is current' : `the schema is current, ${applied.length} applied`,
      );
    });
