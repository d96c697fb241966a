import { globSync } from 'node:fs';
import { join } from 'node:path';
import { definedConfigs, readConfig, type Setting } from '@pooltool/shared-utils/config';
import { memoryLog } from '@pooltool/shared-utils/log';
import { beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

beforeAll(async () => {
  for (const file of globSync('packages/*/src/config.ts', { cwd: root })) await import(join(root, file));
});

/** A setting that shows nothing of what it was given holds a secret. */
const isSecret = (one: Setting<unknown>): boolean => !one.shown('SHOWN').includes('SHOWN');
const isUrl = (one: Setting<unknown>): boolean => one.wants.includes('URL');

const SECRET = 'S3cr3tOfThisSetting';
const secretOf = (name: string) => `${SECRET}-${name}-0123456789abcdef0123456789abcdef`;

/** Texts of these settings that hold a secret each, in all the ways that people write one into an address. */
function givenTo(name: string, one: Setting<unknown>): string[] {
  const secret = secretOf(name);
  if (isSecret(one)) return [secret];
  if (!isUrl(one)) return [];
  const [protocol = 'https://'] = /[a-z]+:\/\//.exec(one.wants) ?? [];
  return [
    `${protocol}somebody:${secret}@localhost:1/`,
    `${protocol}${secret}@localhost:1/`,
    `${protocol}localhost:1/?apiKey=${secret}`,
    `${protocol}localhost:1/?token=${secret}`,
  ];
}

function settings(): { daemon: string; name: string; one: Setting<unknown> }[] {
  return definedConfigs().flatMap(({ daemon = '', settings: all }) =>
    Object.entries(all).map(([name, one]) => ({ daemon, name, one })),
  );
}

describe('no secret of any daemon reaches the log', () => {
  test('there are secrets and addresses to look at', () => {
    expect(settings().filter(({ one }) => isSecret(one)).length).toBeGreaterThan(5);
    expect(settings().filter(({ one }) => isUrl(one)).length).toBeGreaterThan(5);
  });

  test('when the settings themselves are logged, as a record, in an error or in a text', () => {
    for (const { daemon, name, one } of settings()) {
      for (const text of givenTo(name, one)) {
        const log = memoryLog();
        log.info({ config: { [name]: text } }, 'settings.read');
        if (isUrl(one)) {
          log.error(
            { error: new Error(`GET ${text}: fetch failed`, { cause: new Error(`connect ${text}`) }) },
            'it.failed',
          );
          log.info({ url: new URL(text), target: text }, 'it.asks');
        }
        expect(JSON.stringify(log.entries), `${daemon} ${name}=${text}`).not.toContain(SECRET);
      }
    }
  });

  test('when a setting is refused', () => {
    for (const { daemon, name, one } of settings()) {
      // Too short, no URL any more, of another protocol: whatever makes it wrong, all else stays as it was given.
      const wrong = isSecret(one)
        ? ['']
        : givenTo(name, one).flatMap((text) => [`x${text}`, text.replace('://', ':/ /')]);
      for (const text of wrong) {
        const log = memoryLog();
        try {
          readConfig({ daemon, settings: { [name]: one } }, { [name]: text });
        } catch (error) {
          log.fatal({ error }, 'daemon.misconfigured');
        }
        expect(JSON.stringify(log.entries), `${daemon} ${name}=${text}`).not.toContain(SECRET);
      }
    }
  });
});
