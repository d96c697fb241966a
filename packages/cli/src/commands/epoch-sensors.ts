import { Argument, Command } from 'commander';
import type { CommandParts } from '../command-parts.ts';
import { EXIT } from '../terminal.ts';

const SETTINGS = '\nSettings: DATABASE_URL\n\nExamples:\n';

export const sensorsCommand = ({ terminal }: CommandParts): Command =>
  new Command('sensors')
    .description('what looks whether something arrived: on or off, when it looked last, and what came of it')
    .option('--json', 'print a JSON list')
    .addHelpText('after', `${SETTINGS}  npx pooltool epoch sensors`)
    .action(async ({ json = false }: { json?: boolean }) => {
      const [{ withDatabase }, { loadSensors }, { sensorLines }] = await Promise.all([
        import('../database.ts'),
        import('@pooltool/store/pipeline'),
        import('../sensor-lines.ts'),
      ]);
      const sensors = await withDatabase(loadSensors);
      for (const line of json ? [JSON.stringify(sensors)] : sensorLines(sensors)) terminal.print(line);
    });

export const sensorCommand = ({ terminal, exit }: CommandParts): Command =>
  new Command('sensor')
    .description('switch a sensor on or off, for all workers; what it asked for before goes on')
    .argument('<name>')
    .addArgument(new Argument('<switch>').choices(['on', 'off'] as const))
    .addHelpText(
      'after',
      `\nSwitched on it looks at once, from where it was. Exit code 1 when there is no such sensor.\n${SETTINGS}  npx pooltool epoch sensor ledger_arrival off`,
    )
    .action(async (name: string, onOrOff: 'on' | 'off') => {
      const [{ withDatabase }, { setSensor }] = await Promise.all([
        import('../database.ts'),
        import('@pooltool/store/pipeline'),
      ]);
      const known = await withDatabase((pool) => setSensor(pool, name, onOrOff === 'on'));
      terminal.print(
        known ? `${name} is ${onOrOff}` : `there is no sensor named ${name}; npx pooltool epoch sensors lists them`,
      );
      if (!known) exit(EXIT.failed);
    });
