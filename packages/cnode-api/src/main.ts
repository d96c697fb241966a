import { runDaemon } from '@pooltool/shared-utils/daemon';
import { config } from './config.ts';
import { start } from './start.ts';

await runDaemon({ name: 'cnode-api', config, start });
