import { Command } from 'commander';
import type { CommandParts } from '../command-parts.ts';
import { EXIT } from '../terminal.ts';
import { wholeNumber } from '../whole-number.ts';

const KEYS = 'stake1…, key:<hex>, script:<hex>, or the 56 hex characters that clients know';
const AFTER = '\nSettings: DATABASE_URL\n\nExamples:\n';

/** Loaded when one of them runs: the others of `documents` do without. */
async function needed() {
  const [{ withDatabase }, { keysNamed }, { credentialText }, { inTransaction }, store] = await Promise.all([
    import('../database.ts'),
    import('../watched-key.ts'),
    import('@pooltool/domain'),
    import('@pooltool/shared-utils/pg'),
    import('@pooltool/store'),
  ]);
  return { withDatabase, keysNamed, credentialText, inTransaction, store };
}

export const watchCommand = ({ terminal, exit }: CommandParts): Command =>
  new Command('watch')
    .description('keep the reward histories of accounts drawn')
    .argument('<keys...>', KEYS)
    .option(
      '--anew',
      'of keys that are watched already: draw everything again, and add up their sums from the beginning',
    )
    .addHelpText(
      'after',
      `
With --anew, exit code 1 when one of the keys is not watched.
${AFTER}  npx pooltool documents watch stake1…
  npx pooltool documents watch --anew stake1…`,
    )
    .action(async (texts: string[], { anew = false }: { anew?: boolean }) => {
      const { withDatabase, keysNamed, credentialText, inTransaction, store } = await needed();
      await withDatabase(async (pool) => {
        const keys = await keysNamed(pool, texts);
        if (!anew) {
          const added = await inTransaction(pool, (tx) => store.watchKeys(tx, keys));
          return terminal.print(`${added.length} watched, ${keys.length - added.length} were already`);
        }
        for (const key of keys) {
          const isWatched = await inTransaction(pool, (tx) => store.restartKey(tx, key));
          terminal.print(`${credentialText(key)} ${isWatched ? 'begins anew' : 'is not watched'}`);
          if (!isWatched) exit(EXIT.failed);
        }
      });
    });

export const unwatchCommand = ({ terminal, exit }: CommandParts): Command =>
  new Command('unwatch')
    .description('take the reward histories of accounts away')
    .argument('[keys...]', KEYS)
    .option('--not-asked-for <days>', 'those that nobody wanted to see in so many days', wholeNumber({ min: 1 }))
    .addHelpText(
      'after',
      `
Exit code 1 when a key was named that is not watched.
${AFTER}  npx pooltool documents unwatch stake1…
  npx pooltool documents unwatch --not-asked-for 400`,
    )
    .action(async (texts: string[], { notAskedFor }: { notAskedFor?: number }, command: Command) => {
      if (texts.length === 0 && notAskedFor === undefined) command.error('error: name keys, or --not-asked-for <days>');
      const { withDatabase, keysNamed, inTransaction, store } = await needed();
      await withDatabase(async (pool) => {
        const keys = await keysNamed(pool, texts);
        const [gone, forgotten] = await inTransaction(pool, async (tx) => [
          await store.unwatchKeys(tx, keys),
          notAskedFor === undefined ? 0 : await store.unwatchForgotten(tx, notAskedFor),
        ]);
        terminal.print(`${gone.length + forgotten} no longer watched`);
        if (gone.length < keys.length) exit(EXIT.failed);
      });
    });

export const watchedCommand = ({ terminal }: CommandParts): Command =>
  new Command('watched')
    .description('accounts whose reward histories are kept drawn')
    .option('--json', 'print a JSON list')
    .addHelpText('after', `${AFTER}  npx pooltool documents watched`)
    .action(async ({ json = false }: { json?: boolean }) => {
      const { withDatabase, credentialText, store } = await needed();
      const keys = (await withDatabase(store.watchedKeys)).map(({ credential, summed }) => ({
        key: credentialText(credential),
        summed,
      }));
      if (json) return terminal.print(JSON.stringify(keys));
      if (keys.length === 0) return terminal.print('none is watched');
      for (const { key, summed } of keys)
        terminal.print(summed ? key : `${key}  (its sums begin with the next rewards that are paid)`);
    });
