// npm run api-client: writes the generated half of packages/api-client from the document that rest-api serves.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from '@pooltool/local-cloud/postgres';
import { migrate } from '@pooltool/store';
import { generatedFiles } from '../packages/api-client/generator/generated-files.ts';
import { servedDocument } from '../packages/api-client/generator/served-document.ts';
import { projectRoot } from './project-node.mjs';

const folder = join(projectRoot, 'packages/api-client/src/generated');
const postgres = await startPostgres();
try {
  await migrate(postgres.url);
  const files = await generatedFiles(JSON.parse(await servedDocument(postgres.url)));
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  console.log(`wrote ${[...files.keys()].join(', ')} in ${folder}`);
} finally {
  await postgres.stop();
}
