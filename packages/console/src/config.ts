import { defineConfig, type Setting, setting } from '@pooltool/shared-utils/config';
import { isPasswordHash } from '@pooltool/shared-utils/crypto';
import { storeSettings } from '@pooltool/store';

/** A hash as a command prints it; a fault does not show what stands there, which may be the password itself. */
const hashSetting = (says: string, command: string, isOne: (text: string) => boolean): Setting<string | undefined> =>
  setting.optional({
    ...setting.secret({ says }),
    wants: `what \`${command}\` prints`,
    parse: (text) => (isOne(text) ? { ok: true, value: text } : { ok: false }),
  });

export const config = defineConfig(
  {
    ...storeSettings,
    CONSOLE_HOST: setting.string({
      says: 'address the console listens on; whoever reaches it sees everything',
      default: '127.0.0.1',
    }),
    CONSOLE_PORT: setting.integer({ says: 'port the console listens on', default: 5700, max: 65_535 }),
    CONSOLE_PASSWORD_HASH: hashSetting(
      'hash of the password for the buttons of the console (npx pooltool console password); without it the console is read only',
      'npx pooltool console password',
      isPasswordHash,
    ),
    CONSOLE_TOKEN_HASH: hashSetting(
      'hash of the token by which programs use the console (npx pooltool console token); without it they only read',
      'npx pooltool console token',
      (text) => /^[0-9a-f]{64}$/.test(text),
    ),
    CONSOLE_ORIGIN: setting.optional(
      setting.url({
        says: 'where browsers find the console when a proxy with TLS stands before it, such as https://console.example.org',
        protocols: ['https:', 'http:'],
      }),
    ),
  },
  { daemon: 'console' },
);
