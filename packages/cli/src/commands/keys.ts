import { Command } from 'commander';
import type { CommandParts } from '../command-parts.ts';
import { EXIT } from '../terminal.ts';

const SETTINGS = '\nSettings: DATABASE_URL\n\nExamples:\n';
const USER = 'a user id: a UUID';
const POOLS = 'pool1… or 56 hex characters';

export const keysCommand = (parts: CommandParts): Command =>
  new Command('keys')
    .description('API keys of operators, and the pools they may speak for; valid and revoked at once')
    .addCommand(createCommand(parts))
    .addCommand(listCommand(parts))
    .addCommand(revokeCommand(parts))
    .addCommand(importCommand(parts))
    .addCommand(poolsCommand(parts));

/** Loaded when one of them runs. */
async function needed() {
  const [{ withDatabase }, words, { inTransaction }, { systemClock }, store, admin, { table }] = await Promise.all([
    import('../database.ts'),
    import('../keys/key-words.ts'),
    import('@pooltool/shared-utils/pg'),
    import('@pooltool/shared-utils/clock'),
    import('@pooltool/store/keys'),
    import('@pooltool/store/admin'),
    import('@pooltool/domain'),
  ]);
  return { withDatabase, ...words, inTransaction, nowMs: systemClock.now(), store, admin, table };
}

const createCommand = ({ terminal }: CommandParts): Command =>
  new Command('create')
    .description('make a key; it is shown this once, and only its hash is kept')
    .option('--user <id>', `whose it is, ${USER}; without it a new user is made`)
    .option('--label <text>', 'what its user calls it', '')
    .option('--pool <pools...>', `pools that the user may speak for from now on: ${POOLS}`, [])
    .addHelpText(
      'after',
      `
The key stands alone on standard output, everything else on standard error.
${SETTINGS}  npx pooltool keys create --pool pool1… --label relays`,
    )
    .action(async ({ user: given, label, pool: texts }: { user?: string; label: string; pool: string[] }) => {
      const { withDatabase, userNamed, poolNamed, inTransaction, nowMs, store, admin } = await needed();
      const { randomBytes, randomUUID } = await import('node:crypto');
      const user = given === undefined ? randomUUID() : userNamed(given);
      const act = { subject: user, user: null, nowMs };
      const pools = texts.map(poolNamed);
      const key = store.newApiKey(randomBytes(store.KEY_BYTES));
      const all = await withDatabase((db) =>
        inTransaction(db, async (tx) => {
          await admin.giveKey(tx, { ...act, key, label });
          await admin.givePools(tx, { ...act, pools });
          return store.poolsOfUser(tx, user);
        }),
      );
      terminal.print(key);
      terminal.tell(`shown this once; its name is ${store.keyName(key)}, its user ${user}`);
      terminal.tell(all.length === 0 ? 'it speaks for no pool yet' : `it speaks for ${all.join(', ')}`);
    });

const listCommand = ({ terminal }: CommandParts): Command =>
  new Command('list')
    .description('keys, newest first: their names and first characters, never the keys')
    .option('--user <id>', `of one user, ${USER}`)
    .option('--json', 'print a JSON list')
    .addHelpText('after', `${SETTINGS}  npx pooltool keys list`)
    .action(async ({ user, json = false }: { user?: string; json?: boolean }) => {
      const { withDatabase, userNamed, store, table, nowMs } = await needed();
      const asked = user === undefined ? null : userNamed(user);
      const keys = await withDatabase((db) => store.listKeys(db, asked));
      if (json) return terminal.print(JSON.stringify(keys));
      if (keys.length === 0) return terminal.print('there is none');
      const rows = keys.map(({ name, shown, user: of, label, createdAt, revokedAt }) => [
        name,
        `${shown}…`,
        of,
        createdAt.toISOString().slice(0, 10),
        stateOf(revokedAt, nowMs),
        label,
      ]);
      for (const line of table([['name', 'key', 'user', 'made', 'state', 'label'], ...rows])) terminal.print(line);
    });

function stateOf(revokedAt: Date | null, nowMs: number): string {
  if (revokedAt === null) return 'valid';
  const day = revokedAt.toISOString().slice(0, 10);
  return revokedAt.getTime() > nowMs ? `valid until ${day}` : `revoked ${day}`;
}

const revokeCommand = ({ terminal, exit }: CommandParts): Command =>
  new Command('revoke')
    .description('refuse keys from now on; what they reported stays')
    .argument('<names...>', 'names as `keys list` shows them, or the keys themselves')
    .addHelpText(
      'after',
      `\nExit code 1 when there is no such key; the others are revoked all the same.\n${SETTINGS}  npx pooltool keys revoke 3f9c0a1b2c3d4e5f`,
    )
    .action(async (names: string[]) => {
      const { withDatabase, inTransaction, nowMs, store, admin } = await needed();
      await withDatabase(async (db) => {
        for (const given of names) {
          const name = /^[0-9a-f]{16}$/i.test(given) ? given.toLowerCase() : store.keyName(given);
          const revoked = await inTransaction(db, (tx) => admin.takeKey(tx, { name, user: null, nowMs }));
          // A key that was mistyped may still be nearly a key: its name is told instead.
          terminal.print(revoked === null ? `there is no key named ${name}` : `${name} is revoked`);
          if (revoked === null) exit(EXIT.failed);
        }
      });
    });

const importCommand = ({ terminal }: CommandParts): Command =>
  new Command('import')
    .description("the old backend's keys, pools and hooks; they go on working as they are")
    .option('--keys <file>', 'api_user_table: CSV with its columns api_key and user_id, or a JSON list')
    .option('--pools <file>', 'api_pool_table: CSV with its columns user_id and pool_id, or a JSON list')
    .option('--zapier-keys <file>', 'zapier_auth: user_id, api_key, api_secret')
    .option('--zapier-hooks <file>', 'zapier_triggers: trigger_type, data_key, zapier_url, user_id')
    .addHelpText(
      'after',
      `
All rows are imported, or none when one is wrong. What is known already stays as it is, and what was taken over and revoked, deleted or taken away since
stays so; it may be done again.
${SETTINGS}  psql OLD -c "\\copy (select api_key, user_id from api_user_table) to keys.csv csv header"
  npx pooltool keys import --keys keys.csv --pools pools.csv
  npx pooltool keys import --zapier-keys auth.csv --zapier-hooks triggers.csv`,
    )
    .action(async (files: OldFiles, command: Command) => {
      const given = [files.keys, files.pools, files.zapierKeys, files.zapierHooks];
      if (given.every((file) => file === undefined))
        command.error('error: name --keys, --pools, --zapier-keys or --zapier-hooks');
      const { withDatabase, inTransaction, nowMs, store } = await needed();
      const [old, zapier] = await Promise.all([import('../keys/old-tables.ts'), import('@pooltool/store/zapier')]);
      const rowsOf = async <Row>(file: string | undefined, read: (file: string) => Promise<Row[]>): Promise<Row[]> =>
        file === undefined ? [] : read(file);
      const keys = await rowsOf(files.keys, old.readKeyTable);
      const pools = await rowsOf(files.pools, old.readPoolTable);
      const zapierKeys = await rowsOf(files.zapierKeys, old.readZapierKeyTable);
      const hooks = await rowsOf(files.zapierHooks, old.readZapierHookTable);
      const added = await withDatabase((db) =>
        inTransaction(db, async (tx) => [
          `${await store.saveKeys(tx, keys, nowMs)} of ${keys.length} keys`,
          `${await store.importOperatorPools(tx, pools, nowMs)} of ${pools.length} pools`,
          `${await zapier.importZapierKeys(tx, zapierKeys, nowMs)} of ${zapierKeys.length} keys for Zapier`,
          `${await zapier.importZapierHooks(tx, hooks, nowMs)} of ${hooks.length} hooks`,
        ]),
      );
      const told = added.filter((_, at) => given[at] !== undefined);
      terminal.print(`new: ${told.join(', ')}`);
    });

interface OldFiles {
  readonly keys?: string;
  readonly pools?: string;
  readonly zapierKeys?: string;
  readonly zapierHooks?: string;
}

const poolsCommand = ({ terminal }: CommandParts): Command =>
  new Command('pools')
    .description('the pools a user may speak for')
    .argument('<user>', USER)
    .option('--add <pools...>', POOLS, [])
    .option('--remove <pools...>', POOLS, [])
    .option('--json', 'print a JSON list')
    .addHelpText(
      'after',
      `${SETTINGS}  npx pooltool keys pools 0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11 --add pool1… --remove pool1…`,
    )
    .action(
      async (user: string, { add, remove, json = false }: { add: string[]; remove: string[]; json?: boolean }) => {
        const { withDatabase, userNamed, poolNamed, inTransaction, nowMs, store, admin } = await needed();
        const of = userNamed(user);
        const act = { subject: of, user: null, nowMs };
        const [given, taken] = [add.map(poolNamed), remove.map(poolNamed)];
        const pools = await withDatabase((db) =>
          inTransaction(db, async (tx) => {
            await admin.givePools(tx, { ...act, pools: given });
            await admin.takePools(tx, { ...act, pools: taken });
            return store.poolsOfUser(tx, of);
          }),
        );
        if (json) return terminal.print(JSON.stringify(pools));
        for (const line of pools.length === 0 ? ['none'] : pools) terminal.print(line);
      },
    );
