import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestDatabase } from '@pooltool/store/testing';
import { expect, onTestFinished, test } from 'vitest';
import { generatedFiles } from '../generator/generated-files.ts';
import { servedDocument } from '../generator/served-document.ts';

const FOLDER = join(import.meta.dirname, '../src/generated');

test('the generated half is that of the routes that are served: else run `npm run api-client`', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  const made = await generatedFiles(JSON.parse(await servedDocument(database.url)));
  expect((await readdir(FOLDER)).sort()).toEqual([...made.keys()].sort());
  for (const [name, text] of made) expect(await readFile(join(FOLDER, name), 'utf8'), name).toBe(text);
});
