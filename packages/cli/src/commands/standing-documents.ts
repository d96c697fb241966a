import { Command } from 'commander';
import type { CommandParts } from '../command-parts.ts';

export const putCommand = ({ terminal }: CommandParts): Command =>
  new Command('put')
    .description('write what people wrote, and nobody computes, into the Realtime Database: once, when it is a new one')
    .argument('<node>', 'translations, languages, newsfeed, promotions or stats_labels')
    .argument('<file>', 'JSON: what lies below the node, as Firebase exports it')
    .addHelpText(
      'after',
      `
Each child is written by itself; others beside them stay. No daemon writes there, so it stays as it is put.
Settings: NETWORK, FIREBASE_DATABASE_URL, FIREBASE_SERVICE_ACCOUNT

Example:
  npx pooltool documents put translations translations.json   (the last Firebase website is blank without translations/en)`,
    )
    .action(async (asked: string, file: string, _options: unknown, command: Command) => {
      const [{ STANDING_NODES, pathsOf, putNodes }, { readJsonFile }] = await Promise.all([
        import('../documents/standing-nodes.ts'),
        import('../documents/json-file.ts'),
      ]);
      const node = STANDING_NODES.find((one) => one === asked);
      if (node === undefined) command.error(`error: node is one of ${STANDING_NODES.join(', ')}`);
      const paths = pathsOf(node, await readJsonFile(file));
      await putNodes(paths);
      terminal.print(`${paths.size} below ${node} are written`);
    });

export const portfoliosCommand = ({ terminal }: CommandParts): Command =>
  new Command('portfolios')
    .description('the portfolios of portfolios.json, or other ones instead of them')
    .argument('[file]', "portfolios.json of the old backend, or Firebase's export of its node")
    .addHelpText(
      'after',
      `
Without a file they are printed as such a file. With one, these are all there are from now on, and the publisher draws them.
Settings: DATABASE_URL

Example:
  npx pooltool documents portfolios portfolios.json`,
    )
    .action(async (file: string | undefined) => {
      const [{ withDatabase }, { inTransaction }, { systemClock }, { readPortfolios, replacePortfolios }] =
        await Promise.all([
          import('../database.ts'),
          import('@pooltool/shared-utils/pg'),
          import('@pooltool/shared-utils/clock'),
          import('@pooltool/store/admin'),
        ]);
      if (file === undefined) {
        const all = await withDatabase(readPortfolios);
        return terminal.print(JSON.stringify(Object.fromEntries(all.map((one) => [one.id, one]))));
      }
      const [{ readJsonFile }, { portfoliosIn }] = await Promise.all([
        import('../documents/json-file.ts'),
        import('../documents/old-portfolios.ts'),
      ]);
      const portfolios = portfoliosIn(await readJsonFile(file));
      await withDatabase((db) =>
        inTransaction(db, (tx) => replacePortfolios(tx, { portfolios, user: null, nowMs: systemClock.now() })),
      );
      terminal.print(`${portfolios.length} portfolios`);
    });
