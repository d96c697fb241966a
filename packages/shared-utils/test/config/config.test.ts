import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configInvalid, defineConfig, envExample, readConfig, setting } from '@pooltool/shared-utils/config';
import { afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { processEnvironment } from '../../src/config/environment.ts';

const tips = defineConfig({
  DATABASE_URL: setting.url({
    says: 'Where the truth is kept.',
    protocols: ['postgres:', 'postgresql:'],
    example: 'postgres://pooltool@localhost/pooltool',
  }),
  TIPS_PORT: setting.integer({ says: 'Where it listens.', min: 1, max: 65_535, default: 8082 }),
  TIPS_KEY: setting.secret({ says: 'Signs the answers.', minLength: 16 }),
  NETWORK: setting.oneOf({ says: 'Which chain.', values: ['mainnet', 'preview'], default: 'mainnet' }),
  TIPS_QUIET: setting.boolean({ says: 'Says less.', default: false }),
  TIPS_EVERY: setting.duration({ says: 'How often it looks.', default: '1.5s' }),
  TIPS_FOLDER: setting.optional(setting.path({ says: 'Where it keeps files.' })),
});

const whole = { DATABASE_URL: 'postgres://pooltool@localhost/pooltool', TIPS_KEY: 'sixteen characters and more' };

function faultOf(run: () => unknown) {
  try {
    run();
  } catch (error) {
    if (configInvalid.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('reading the settings', () => {
  test('gives each name its typed value, or its default', () => {
    const config = readConfig(tips, { ...whole, TIPS_QUIET: 'true', NETWORK: 'preview' });
    expect(config).toEqual({
      DATABASE_URL: 'postgres://pooltool@localhost/pooltool',
      TIPS_PORT: 8082,
      TIPS_KEY: 'sixteen characters and more',
      NETWORK: 'preview',
      TIPS_QUIET: true,
      TIPS_EVERY: 1_500,
      TIPS_FOLDER: undefined,
    });
    expectTypeOf(config.TIPS_PORT).toEqualTypeOf<number>();
    expectTypeOf(config.NETWORK).toEqualTypeOf<'mainnet' | 'preview'>();
    expectTypeOf(config.TIPS_FOLDER).toEqualTypeOf<string | undefined>();
  });

  test('names every fault at once: the variable, what was given, what is wanted', () => {
    const error = faultOf(() =>
      readConfig(tips, { DATABASE_URL: 'mysql://x', TIPS_PORT: '80a', NETWORK: 'testnet', TIPS_EVERY: 'soon' }),
    );
    expect(error.message).toBe(
      [
        '5 settings are wrong (see .env.example):',
        '  DATABASE_URL is "mysql://x"; it wants a URL that begins with postgres:// or postgresql://. Where the truth is kept.',
        '  TIPS_PORT is "80a"; it wants a whole number from 1 to 65535. Where it listens.',
        '  TIPS_KEY is missing; it wants a secret text of at least 16 characters. Signs the answers.',
        '  NETWORK is "testnet"; it wants one of mainnet, preview. Which chain.',
        '  TIPS_EVERY is "soon"; it wants a duration like 250ms, 30s, 5m, 2h or 1d. How often it looks.',
      ].join('\n'),
    );
    expect(error.disposition).toBe('halt');
  });

  test('never shows a secret, nor a password inside a URL that is wrong', () => {
    for (const url of [
      'mysql://me:hunter22@host/db',
      'me:hunter22@host',
      'http:// me:hunter22@h',
      'x://h?pw=hunter22',
    ]) {
      const error = faultOf(() => readConfig(tips, { DATABASE_URL: url, TIPS_KEY: 'hunter22' }));
      expect(JSON.stringify([error.message, error.details])).not.toContain('hunter22');
      expect(error.message).toContain('8 characters (not shown)');
    }
  });

  test('says that no user belongs into a URL, where none does', () => {
    const cnode = defineConfig({
      CNODE_API_URL: setting.url({ says: 'Where to.', protocols: ['http:'], user: false }),
    });
    expect(readConfig(cnode, { CNODE_API_URL: 'http://10.0.0.1:5670' }).CNODE_API_URL).toBe('http://10.0.0.1:5670');
    for (const given of ['http://me:hunter22@10.0.0.1', 'http://me@10.0.0.1', 'http://:hunter22@10.0.0.1']) {
      const { message } = faultOf(() => readConfig(cnode, { CNODE_API_URL: given }));
      expect(message).toContain('a URL that begins with http://, without user or password');
      expect(message).not.toContain('hunter22');
    }
  });

  test('takes an empty variable for a missing one', () => {
    expect(readConfig(tips, { ...whole, TIPS_PORT: ' ' }).TIPS_PORT).toBe(8082);
    expect(faultOf(() => readConfig(tips, { ...whole, TIPS_KEY: '' })).message).toContain('TIPS_KEY is missing');
  });

  test.each(['1e3', '0x10', '1.5', '-1', '70000', '9007199254740993', 'NaN'])('does not take %s for a port', (text) => {
    expect(faultOf(() => readConfig(tips, { ...whole, TIPS_PORT: text })).details).toMatchObject({
      faults: [{ name: 'TIPS_PORT' }],
    });
  });

  test('durations are in milliseconds', () => {
    const ms = (text: string) => readConfig(tips, { ...whole, TIPS_EVERY: text }).TIPS_EVERY;
    expect([ms('250ms'), ms('30s'), ms('5m'), ms('2h'), ms('1d')]).toEqual([
      250, 30_000, 300_000, 7_200_000, 86_400_000,
    ]);
  });

  test('refuses a default that the setting itself would refuse', () => {
    expect(() => setting.integer({ says: 'x', max: 10, default: 11 })).toThrow(
      'the default "11" is not a whole number',
    );
  });
});

describe('the .env file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pooltool-config-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('fills in what the environment does not say, and is not needed', () => {
    const before = processEnvironment({ folder });
    expect(before['POOLTOOL_TEST_FROM_FILE']).toBeUndefined();
    writeFileSync(join(folder, '.env'), "POOLTOOL_TEST_FROM_FILE='a # b'\nPATH=from-file\n");
    const environment = processEnvironment({ folder });
    expect(environment['POOLTOOL_TEST_FROM_FILE']).toBe('a # b');
    expect(environment['PATH']).toBe(before['PATH']);
  });
});

describe('.env.example', () => {
  const url = setting.url({ says: 'Where the truth is kept.', example: 'postgres://localhost/pooltool' });

  test('lists shared settings once, then each daemon’s own', () => {
    const a = defineConfig({
      DATABASE_URL: url,
      A_PORT: setting.integer({ says: 'Where it listens.', max: 65_535, default: 1 }),
    });
    const text = envExample([
      { ...a, daemon: 'a' },
      { ...defineConfig({ DATABASE_URL: url, B_KEY: setting.secret({ says: 'Signs.' }) }), daemon: 'b' },
    ]);
    expect(text.slice(text.indexOf('# ---- shared'))).toBe(
      [
        '# ---- shared ----',
        '',
        '# Where the truth is kept.',
        '# A URL.',
        '# Used by a, b',
        'DATABASE_URL=postgres://localhost/pooltool',
        '',
        '# ---- a ----',
        '',
        '# Where it listens.',
        '# A whole number from 0 to 65535.',
        '# A_PORT=1',
        '',
        '# ---- b ----',
        '',
        '# Signs.',
        '# A secret text.',
        'B_KEY=',
        '',
      ].join('\n'),
    );
  });

  test('says which daemons may do without what others demand, in whatever order they are read', () => {
    const demanded = { ...defineConfig({ DATABASE_URL: url }), daemon: 'a' };
    const also = { ...demanded, daemon: 'c' };
    const without = { ...defineConfig({ DATABASE_URL: setting.optional(url) }), daemon: 'b' };
    for (const [order, daemons] of [
      [[demanded, without, also], 'a, b, c'],
      [[without, also, demanded], 'b, c, a'],
    ] as const) {
      expect(envExample(order)).toContain(
        `# A URL.\n# Used by ${daemons}; may be left out for b\nDATABASE_URL=postgres://localhost/pooltool\n`,
      );
    }
  });

  test('refuses one name with two meanings', () => {
    const other = setting.url({ says: 'Where the archive is.' });
    expect(() => envExample([defineConfig({ DATABASE_URL: url }), defineConfig({ DATABASE_URL: other })])).toThrow(
      'DATABASE_URL means one thing',
    );
  });
});
