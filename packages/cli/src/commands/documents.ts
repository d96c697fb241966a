import { Command } from 'commander';
import type { CommandParts } from '../command-parts.ts';
import { EXIT } from '../terminal.ts';
import { portfoliosCommand, putCommand } from './standing-documents.ts';
import { unwatchCommand, watchCommand, watchedCommand } from './watched-keys.ts';

export const documentsCommand = (parts: CommandParts): Command =>
  new Command('documents')
    .description('what the publisher has to draw, and whose histories')
    .addCommand(waitingCommand(parts))
    .addCommand(redrawCommand(parts))
    .addCommand(watchCommand(parts))
    .addCommand(unwatchCommand(parts))
    .addCommand(watchedCommand(parts))
    .addCommand(portfoliosCommand(parts))
    .addCommand(putCommand(parts));

const waitingCommand = ({ terminal }: CommandParts): Command =>
  new Command('waiting')
    .description('documents that were marked and not drawn since, by kind')
    .option('--json', 'print a JSON list')
    .addHelpText('after', '\nSettings: DATABASE_URL\n\nExample:\n  npx pooltool documents waiting')
    .action(async ({ json = false }: { json?: boolean }) => {
      const [{ withDatabase }, { loadDocumentsWaiting }, { ageText }, { table }, { systemClock }] = await Promise.all([
        import('../database.ts'),
        import('@pooltool/store/console'),
        import('../status.ts'),
        import('@pooltool/domain'),
        import('@pooltool/shared-utils/clock'),
      ]);
      const waiting = await withDatabase(loadDocumentsWaiting);
      if (json) return terminal.print(JSON.stringify(waiting));
      if (waiting.length === 0) return terminal.print('none waits');
      const nowMs = systemClock.now();
      const rows = waiting.map(({ kind, documents, since }) => [
        kind,
        String(documents),
        ageText(nowMs - since.getTime()),
      ]);
      for (const line of table([['kind', 'waiting', 'oldest'], ...rows])) terminal.print(line);
    });

const redrawCommand = ({ terminal, exit }: CommandParts): Command =>
  new Command('redraw')
    .description('mark documents, so that the publisher draws them again')
    .argument('<kind>', 'a kind of document, such as pool_stats, or all')
    .argument('[subject]', 'only this one, or those inside it: an epoch, a pool id in hex')
    .option('--even-if-unchanged', 'write them even when their content is what was written last')
    .addHelpText(
      'after',
      `
Exit code 1 when a subject was named and no document has it.
Settings: DATABASE_URL

Examples:
  npx pooltool documents redraw epoch 512
  npx pooltool documents redraw all --even-if-unchanged     (after the Realtime Database was lost)`,
    )
    .action(
      async (
        kind: string,
        subject: string | undefined,
        { evenIfUnchanged = false }: { evenIfUnchanged?: boolean },
        command: Command,
      ) => {
        const [{ withDatabase }, { redraw }, { DOCUMENT_KINDS }] = await Promise.all([
          import('../database.ts'),
          import('@pooltool/publisher'),
          import('@pooltool/domain'),
        ]);
        const kinds = DOCUMENT_KINDS.filter((known) => kind === 'all' || known === kind);
        if (kinds.length === 0) command.error(`error: kind is all or one of ${DOCUMENT_KINDS.join(', ')}`);
        const marked = await withDatabase((pool) => redraw(pool, { kinds, subject, evenIfUnchanged }));
        const nothingMeant = marked === 0 && subject !== undefined;
        terminal.print(nothingMeant ? '0 marked: there is no such document' : `${marked} marked`);
        if (nothingMeant) exit(EXIT.failed);
      },
    );
