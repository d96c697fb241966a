import { Command } from 'commander';
import type { CommandParts } from '../command-parts.ts';
import { wholeNumber } from '../whole-number.ts';
import { importUsersCommand } from './import-users.ts';

const SETTINGS = '\nSettings: DATABASE_URL\n\nExamples:\n';
const USER = 'a user id (UUID), or an address of his: stake1… or 56 hex characters';
const AUTHORITIES = ['groupadmin', 'administrator'] as const;

export const usersCommand = (parts: CommandParts): Command =>
  new Command('users')
    .description('who may administer, what administrators did, and users of the old backend')
    .addCommand(grantCommand(parts))
    .addCommand(revokeCommand(parts))
    .addCommand(showCommand(parts))
    .addCommand(actsCommand(parts))
    .addCommand(importUsersCommand(parts));

/** Loaded when one of them runs. */
async function needed() {
  const [{ withDatabase }, { userNamed, idOf }, { inTransaction }, { systemClock }, store, { table }] =
    await Promise.all([
      import('../database.ts'),
      import('../users/user-named.ts'),
      import('@pooltool/shared-utils/pg'),
      import('@pooltool/shared-utils/clock'),
      import('@pooltool/store/admin'),
      import('@pooltool/domain'),
    ]);
  return { withDatabase, userNamed, idOf, inTransaction, nowMs: systemClock.now(), store, table };
}

const grantCommand = ({ terminal }: CommandParts): Command =>
  new Command('grant')
    .description('give a user authority, from his next request on')
    .argument('<user>', USER)
    .argument('[authority]', AUTHORITIES.join(' or '), 'administrator')
    .addHelpText(
      'after',
      `
The first administrator is made so: he registers, proves an address, and is granted by it. A group administrator may
name the group of a pool, an administrator everything.
${SETTINGS}  npx pooltool users grant stake1…
  npx pooltool users grant 0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11 groupadmin`,
    )
    .action(async (given: string, asked: string, _options: unknown, command: Command) => {
      const authority = AUTHORITIES.find((one) => one === asked);
      if (authority === undefined) command.error(`error: authority is ${AUTHORITIES.join(' or ')}`);
      const { withDatabase, userNamed, idOf, inTransaction, nowMs, store } = await needed();
      const named = userNamed(given);
      const { subject, changed } = await withDatabase((db) =>
        inTransaction(db, async (tx) => {
          const subject = await idOf(tx, named);
          return { subject, changed: await store.setAuthority(tx, { subject, authority, user: null, nowMs }) };
        }),
      );
      terminal.print(`${subject} is ${changed ? '' : 'already '}${authority}`);
    });

const revokeCommand = ({ terminal }: CommandParts): Command =>
  new Command('revoke')
    .description('take all authority from a user, from his next request on')
    .argument('<user>', USER)
    .option('--even-the-last', 'also when nobody is an administrator then')
    .addHelpText('after', `${SETTINGS}  npx pooltool users revoke 0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11`)
    .action(async (given: string, { evenTheLast = false }: { evenTheLast?: boolean }) => {
      const { withDatabase, userNamed, idOf, inTransaction, nowMs, store } = await needed();
      const named = userNamed(given);
      const asked = { authority: 'user', user: null, nowMs, keepOne: !evenTheLast } as const;
      const { subject, changed } = await withDatabase((db) =>
        inTransaction(db, async (tx) => {
          const subject = await idOf(tx, named);
          return { subject, changed: await store.setAuthority(tx, { subject, ...asked }) };
        }),
      );
      terminal.print(changed ? `${subject} is a user like any other` : `${subject} had no authority`);
    });

const showCommand = ({ terminal }: CommandParts): Command =>
  new Command('show')
    .description('who has authority, or what is kept of one user')
    .argument('[user]', USER)
    .option('--json', 'print JSON')
    .addHelpText('after', `${SETTINGS}  npx pooltool users show\n  npx pooltool users show stake1…`)
    .action(async (given: string | undefined, { json = false }: { json?: boolean }) => {
      const { withDatabase, userNamed, idOf, nowMs, store, table } = await needed();
      if (given === undefined) {
        const all = await withDatabase((db) => store.usersWithAuthority(db));
        if (json) return terminal.print(JSON.stringify(all));
        if (all.length === 0) return terminal.print('nobody has authority');
        const rows = all.map(({ user, authority, addresses }) => [user, authority, String(addresses)]);
        for (const line of table([['user', 'authority', 'addresses'], ...rows])) terminal.print(line);
        return;
      }
      const named = userNamed(given);
      const { shownUser, userLines } = await import('../users/user-lines.ts');
      const shown = await withDatabase(async (db) => shownUser(db, await idOf(db, named), nowMs));
      for (const line of json ? [JSON.stringify(shown)] : userLines(shown)) terminal.print(line);
    });

const MOST_ACTS = 1_000;

const actsCommand = ({ terminal }: CommandParts): Command =>
  new Command('acts')
    .description('what administrators did, newest first: who, when, what, before and after')
    .option('--of <user>', `what this one did: ${USER}`)
    .option('--about <subject>', 'of what: a pool by its 56 hex characters, a user id, web, app')
    .option('--limit <count>', `at most so many, up to ${MOST_ACTS}`, wholeNumber({ min: 1, max: MOST_ACTS }), 50)
    .option('--json', 'print a JSON list')
    .addHelpText(
      'after',
      `\nWho is not known had the database (this command), or wrote into Firebase as an administrator.\n${SETTINGS}  npx pooltool users acts --limit 20`,
    )
    .action(
      async ({ of, about, limit, json = false }: { of?: string; about?: string; limit: number; json?: boolean }) => {
        const { withDatabase, userNamed, idOf, store, table } = await needed();
        const named = of === undefined ? null : userNamed(of);
        const acts = await withDatabase(async (db) =>
          store.administrationActs(db, {
            limit,
            subject: about,
            user: named === null ? undefined : await idOf(db, named),
          }),
        );
        const told = acts.map(({ id, ...act }) => ({ id: Number(id), ...act }));
        if (json) return terminal.print(JSON.stringify(told));
        if (told.length === 0) return terminal.print('there is none');
        const rows = told.map(({ at, user, deed, subject, before, after }) => [
          at.toISOString(),
          user ?? 'not known',
          deed,
          subject,
          `${JSON.stringify(before)} -> ${JSON.stringify(after)}`,
        ]);
        for (const line of table([['when', 'who', 'what', 'of', 'before -> after'], ...rows])) terminal.print(line);
      },
    );
