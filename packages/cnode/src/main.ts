import { runDaemon } from '@pooltool/shared-utils/daemon';
import { config } from './config.ts';
import { holdFolder } from './spool/hold-folder.ts';
import { start } from './start.ts';

await runDaemon({
  name: 'cnode',
  config,
  acquireSingleton: ({ config }) => holdFolder(config.CNODE_DUMP_FOLDER),
  start,
});
