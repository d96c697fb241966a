import { runDaemon } from '@pooltool/shared-utils/daemon';
import { config } from './config.ts';
import { start } from './start.ts';

await runDaemon({ name: 'rest-api', config, start });
