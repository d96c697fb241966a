import { defineConfig, setting } from '../config/index.ts';

/** What every daemon reads beside its own settings. */
export const kitConfig = defineConfig(
  {
    LOG_LEVEL: setting.oneOf({
      says: 'From which level on lines are logged.',
      values: ['trace', 'debug', 'info', 'warn', 'error', 'fatal'],
      default: 'info',
    }),
    STOP_GRACE: setting.duration({
      says: 'How long a daemon may take to stop before it is cut off; kill_timeout of PM2 has to be longer.',
      default: '10s',
    }),
  },
  { daemon: 'every daemon' },
);
