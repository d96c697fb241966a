import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { envExampleText } from '../scripts/env-example-text.ts';

const root = join(import.meta.dirname, '..');

test('.env.example is what the settings of the daemons print (npm run env-example)', async () => {
  expect(readFileSync(join(root, '.env.example'), 'utf8')).toBe(await envExampleText());
});

test('every package with a main.ts that reads settings has its config.ts, so that it is in .env.example', () => {
  const daemons = globSync('packages/*/src/main.ts', { cwd: root }).filter((file) =>
    readFileSync(join(root, file), 'utf8').includes('runDaemon'),
  );
  expect(daemons.length).toBeGreaterThan(0);
  expect(daemons.filter((file) => !existsSync(join(root, file, '../config.ts')))).toEqual([]);
});
