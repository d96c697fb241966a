import { Command } from 'commander';
import type { CommandParts } from '../command-parts.ts';

const MOST_TOLD = 50;

export const importUsersCommand = ({ terminal }: CommandParts): Command =>
  new Command('import')
    .description('users of the old backend with what they proved; they sign in with the passwords they have')
    .argument('<file>', "an export of the old Realtime Database's users, as JSON")
    .option('--authority', 'also who was an administrator or a group administrator')
    .option('--json', 'print JSON, with everything that was refused')
    .addHelpText(
      'after',
      `
Of users/{auth, addr2user, privMeta, verification_statuses}: ids, bcrypt hashes, proven addresses and their names. Again,
it changes nothing, but --authority gives again what was taken away since. An address that two users have is given to
neither: whoever has it proves it again. Keys and pools are taken in by "pooltool keys import"; what clients write
(e-mail, subscriptions) stays where it is, in Firebase: of whom was not taken, delete it there (docs/operations.md).

Settings: DATABASE_URL

Examples:
  npx pooltool users import users.json
  npx pooltool users import users.json --authority --json`,
    )
    .action(async (file: string, { authority = false, json = false }: { authority?: boolean; json?: boolean }) => {
      const [{ withDatabase }, { readOldExport }, { importOldUsers }, { systemClock }] = await Promise.all([
        import('../database.ts'),
        import('../users/old-export.ts'),
        import('../users/import-old-users.ts'),
        import('@pooltool/shared-utils/clock'),
      ]);
      const from = await readOldExport(file);
      const nowMs = systemClock.now();
      const done = await withDatabase((db) => importOldUsers(db, { from, nowMs, withAuthority: authority }));
      if (json) return terminal.print(JSON.stringify(done));
      const { usersRead, users, addresses, authorities, refused } = done;
      terminal.print(
        `${usersRead} users read: ${users} new, ${addresses} addresses new, ${authorities} given authority`,
      );
      for (const { of, why } of refused.slice(0, MOST_TOLD)) terminal.tell(`not taken: ${of}: ${why}`);
      if (refused.length > MOST_TOLD) terminal.tell(`and ${refused.length - MOST_TOLD} more: --json tells all`);
    });
