import { Command } from 'commander';
import type { CommandParts } from '../command-parts.ts';
import { EXIT } from '../terminal.ts';
import { wholeNumber } from '../whole-number.ts';

/** The chain as we follow it: where it stands, and what an operator may do to it. */
export const chainCommand = (parts: CommandParts): Command =>
  new Command('chain')
    .description('the chain as we follow it: status, rollback-to, blocks-before')
    .addCommand(chainStatusCommand(parts))
    .addCommand(rollbackToCommand(parts))
    .addCommand(blocksBeforeCommand(parts));

const chainStatusCommand = ({ terminal }: CommandParts): Command =>
  new Command('status')
    .description('tip and its age, where our chain begins, its epochs, what was rolled back lately')
    .option('--json', 'print it as one JSON object')
    .addHelpText('after', '\nSettings: DATABASE_URL\n\nExample:\n  npx pooltool chain status')
    .action(async ({ json = false }: { json?: boolean }) => {
      const [{ withDatabase }, { loadChainStatus, chainStatusLines }, { stringifyLossless }, { systemClock }] =
        await Promise.all([
          import('../database.ts'),
          import('../chain/chain-status.ts'),
          import('@pooltool/shared-utils/json'),
          import('@pooltool/shared-utils/clock'),
        ]);
      const nowMs = systemClock.now();
      const status = await withDatabase((pool) => loadChainStatus(pool, nowMs));
      for (const line of json ? [stringifyLossless(status)] : chainStatusLines(status, nowMs)) terminal.print(line);
    });

const rollbackToCommand = ({ terminal, exit }: CommandParts): Command =>
  new Command('rollback-to')
    .description('undo every block after a slot, with everything that came of it')
    .argument('<slot>', 'the newest block that is not after it becomes our tip', wholeNumber())
    .option('--yes', 'do not ask')
    .option('--json', 'print what was undone as one JSON object')
    .addHelpText(
      'after',
      `
Says first what it would undo. Blocks, certificates, counters and awards go back to what they were, the documents that
showed them are drawn again, notices that were not sent are withdrawn. At most as many blocks as a chain of this network
ever rolls back (the security parameter); beyond that a backup, or another database, is the way.

Afterwards the feed must go on at the new tip, which is printed: stop Oura, write it into its cursor, start it.
Exit code 1 when it was answered with anything but yes.

Settings: DATABASE_URL, NETWORK

Examples:
  npx pooltool chain rollback-to 133660800
  npx pooltool chain rollback-to 133660800 --yes --json`,
    )
    .action(async (toSlot: number, { yes = false, json = false }: { yes?: boolean; json?: boolean }) => {
      const { rollbackTo, rollbackLines } = await import('../chain/rollback-to.ts');
      const outcome = await rollbackTo({ toSlot, yes }, terminal);
      for (const line of json ? [JSON.stringify(outcome)] : rollbackLines(outcome)) terminal.print(line);
      if (outcome.did === 'refused') exit(EXIT.failed);
    });

const blocksBeforeCommand = ({ terminal }: CommandParts): Command =>
  new Command('blocks-before')
    .description('tell how many blocks each pool had made before the first block of our chain')
    .argument('<file>', 'CSV with the head pool,blocks: a pool id in hex or bech32, and a whole number')
    .option('--json', 'print what was done as one JSON object')
    .addHelpText(
      'after',
      `
For a chain that was begun in the middle: without it the lifetime of a pool is not known, and its awards are not given.
The whole file is checked before anything is written, all of it in one transaction; the same file again changes nothing.
Best told before the first block is followed; told later, the awards are put right, and nobody is sent a notice of them.

Settings: DATABASE_URL

Example:
  npx pooltool chain blocks-before blocks-until-epoch-500.csv`,
    )
    .action(async (file: string, { json = false }: { json?: boolean }) => {
      const [{ withDatabase }, { blocksBeforeOfFile, tellBlocksBefore, blocksBeforeLine }] = await Promise.all([
        import('../database.ts'),
        import('../chain/blocks-before.ts'),
      ]);
      const told = await blocksBeforeOfFile(file);
      const saved = await withDatabase((pool) => tellBlocksBefore(pool, told));
      terminal.print(json ? JSON.stringify(saved) : blocksBeforeLine(saved));
    });
