import { defineConfig, setting } from '@pooltool/shared-utils/config';
import { storeSettings } from '@pooltool/store';

export const config = defineConfig(
  {
    ...storeSettings,
    CONSOLE_HOST: setting.string({
      says: 'address the console listens on; whoever reaches it sees everything',
      default: '127.0.0.1',
    }),
    CONSOLE_PORT: setting.integer({ says: 'port the console listens on', default: 5700, max: 65_535 }),
  },
  { daemon: 'console' },
);
