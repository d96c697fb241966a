import { Command, Option } from 'commander';
import type { CommandParts } from '../command-parts.ts';
import { EXIT } from '../terminal.ts';
import { wholeNumber } from '../whole-number.ts';
import { sensorCommand, sensorsCommand } from './epoch-sensors.ts';

const SETTINGS = '\nSettings: DATABASE_URL\n\nExamples:\n';
const control = () => import('../epoch-control.ts');

/** The assets of the Cardano epoch: what is there, what is asked for, and why something is as it is. */
export const epochCommand = (parts: CommandParts): Command =>
  new Command('epoch')
    .description('the assets of the Cardano epoch: list, status, run, backfill, cancel, why; sensors')
    .addCommand(listCommand(parts))
    .addCommand(epochStatusCommand(parts))
    .addCommand(runCommand(parts))
    .addCommand(backfillCommand(parts))
    .addCommand(cancelCommand(parts))
    .addCommand(whyCommand(parts))
    .addCommand(sensorsCommand(parts))
    .addCommand(sensorCommand(parts));

const listCommand = ({ terminal }: CommandParts): Command =>
  new Command('list')
    .description('the assets, what each is made from, and what is checked')
    .option('--json', 'print a JSON list')
    .addHelpText('after', `${SETTINGS}  npx pooltool epoch list`)
    .action(async ({ json = false }: { json?: boolean }) => {
      const [{ withEpochControl }, { assetLines, assetList }] = await Promise.all([
        control(),
        import('../epoch-lines.ts'),
      ]);
      const assets = await withEpochControl(async (pipeline, registry) => assetList(await pipeline.status(), registry));
      for (const line of json ? [JSON.stringify(assets)] : assetLines(assets)) terminal.print(line);
    });

const epochStatusCommand = ({ terminal }: CommandParts): Command =>
  new Command('status')
    .description('the state of each asset and epoch')
    .option('--last <count>', 'only the latest epochs', wholeNumber({ min: 1 }), 12)
    .option('--json', 'print a JSON list of all epochs')
    .addHelpText('after', `${SETTINGS}  npx pooltool epoch status --last 5`)
    .action(async ({ json = false, last }: { json?: boolean; last: number }) => {
      const [{ withEpochControl }, { gridLines }, { stringifyLossless }] = await Promise.all([
        control(),
        import('../epoch-lines.ts'),
        import('@pooltool/shared-utils/json'),
      ]);
      const grid = await withEpochControl((pipeline) => pipeline.status());
      for (const line of json ? [stringifyLossless(grid)] : gridLines(grid, last)) terminal.print(line);
    });

const runCommand = ({ terminal }: CommandParts): Command =>
  new Command('run')
    .description('ask for one partition, whatever state it is in; a worker runs it when what it needs is there')
    .argument('<asset>')
    .argument('<epoch>')
    .addHelpText('after', `${SETTINGS}  npx pooltool epoch run rewards 512`)
    .action(async (asset: string, partition: string) => {
      const { withEpochControl } = await control();
      await withEpochControl((pipeline) => pipeline.request({ asset, partition }));
      terminal.print(`asked for ${asset}/${partition}`);
    });

const backfillCommand = ({ terminal }: CommandParts): Command =>
  new Command('backfill')
    .description('ask for a range of partitions, which run ascending')
    .argument('<asset>')
    .argument('<from>', 'the first epoch')
    .argument('<to>', 'the last epoch')
    .addOption(
      new Option('--only <which>', 'only those that are')
        .choices(['all', 'missing', 'failed', 'stale'] as const)
        .default('all' as const),
    )
    .addHelpText('after', `${SETTINGS}  npx pooltool epoch backfill rewards 500 512 --only missing`)
    .action(
      async (asset: string, from: string, to: string, { only }: { only: 'all' | 'missing' | 'failed' | 'stale' }) => {
        const { withEpochControl } = await control();
        const places = await withEpochControl((pipeline) => pipeline.backfill({ asset, from, to, only }));
        terminal.print(`asked for ${places.length} partitions of ${asset}`);
      },
    );

const cancelCommand = ({ terminal, exit }: CommandParts): Command =>
  new Command('cancel')
    .description('take back what was asked for, or stop what is running')
    .argument('<asset>')
    .argument('<epoch>')
    .addHelpText(
      'after',
      `\nExit code 1 when it was neither requested nor running.\n${SETTINGS}  npx pooltool epoch cancel rewards 512`,
    )
    .action(async (asset: string, partition: string) => {
      const { withEpochControl } = await control();
      const cancelled = await withEpochControl((pipeline) => pipeline.cancel({ asset, partition }));
      terminal.print(
        cancelled ? `cancelled ${asset}/${partition}` : `${asset}/${partition} was neither requested nor running`,
      );
      if (!cancelled) exit(EXIT.failed);
    });

const whyCommand = ({ terminal }: CommandParts): Command =>
  new Command('why')
    .description('why a partition is as it is, down to its causes')
    .argument('<asset>')
    .argument('<epoch>')
    .option('--json', 'print the explanation as JSON')
    .addHelpText('after', `${SETTINGS}  npx pooltool epoch why rewards 512`)
    .action(async (asset: string, partition: string, { json = false }: { json?: boolean }) => {
      const [{ withEpochControl }, { whyLines }] = await Promise.all([control(), import('@pooltool/pipeline')]);
      const why = await withEpochControl((pipeline) => pipeline.why({ asset, partition }));
      for (const line of json ? [JSON.stringify(why)] : whyLines(why)) terminal.print(line);
    });
