import type { SpanVerdict } from '@pooltool/epoch-processing';
import { Command } from 'commander';
import type { CommandParts } from '../command-parts.ts';
import { EXIT } from '../terminal.ts';
import { wholeNumber } from '../whole-number.ts';

const SETTINGS =
  '\nSettings: DATABASE_URL, OBJECT_STORE_BUCKET and where it is (OBJECT_STORE_ENDPOINT or AWS)\n\nExamples:\n';
const access = () => import('../archive-access.ts');

/** What was moved out of PostgreSQL: whether it is whole, and back again. */
export const archiveCommand = (parts: CommandParts): Command =>
  new Command('archive')
    .description('archived epochs: verify, restore')
    .addCommand(verifyCommand(parts))
    .addCommand(restoreCommand(parts));

const verifyCommand = ({ terminal, exit }: CommandParts): Command =>
  new Command('verify')
    .description('read every manifest and object of the archive, and hold counts and hashes against what was moved')
    .argument('[epoch]', 'only what holds this epoch', wholeNumber())
    .option('--json', 'print a JSON list')
    .addHelpText(
      'after',
      `
Exit code 1 when something is damaged, missing or counted otherwise. Nothing is changed.
${SETTINGS}  npx pooltool archive verify
  npx pooltool archive verify 512`,
    )
    .action(async (epoch: number | undefined, { json = false }: { json?: boolean }) => {
      const { verifySpans, verdictLines } = await access();
      const verdicts: SpanVerdict[] = [];
      await verifySpans(epoch, (verdict) => {
        verdicts.push(verdict);
        if (!json) for (const line of verdictLines(verdict)) terminal.print(line);
      });
      if (json) terminal.print(JSON.stringify(verdicts));
      else if (verdicts.length === 0) terminal.print('nothing is archived');
      if (verdicts.some(({ faults }) => faults.length > 0)) exit(EXIT.failed);
    });

const restoreCommand = ({ terminal }: CommandParts): Command =>
  new Command('restore')
    .description('bring an archived epoch back into PostgreSQL, all of it or nothing, so that it can be computed anew')
    .argument('<epoch>', 'the active epoch of its stake, the earned epoch of its rewards', wholeNumber())
    .addHelpText(
      'after',
      `
Every object is verified first. The objects stay; the epoch stays in PostgreSQL until somebody asks for its archive again.
${SETTINGS}  npx pooltool archive restore 512
  npx pooltool epoch run rewards 512       (what it was restored for)
  npx pooltool epoch run archive 512       (moves it again; once more, and objects of the old rows are removed)`,
    )
    .action(async (epoch: number) => {
      const { restored } = await access();
      const { rows, objects } = await restored(epoch);
      terminal.print(`restored epoch ${epoch}: ${rows} rows from ${objects} objects are in PostgreSQL again`);
    });
