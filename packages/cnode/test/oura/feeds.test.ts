import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FeedSettings, feedsOf } from '../../src/oura/feeds.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pooltool-feeds-'));
});
afterEach(() => rm(folder, { recursive: true }));

const SETTINGS: FeedSettings = {
  CNODE_OURA_VERSION: '2',
  CNODE_OURA_PROGRAM: '/usr/local/bin/oura',
  CNODE_OURA_CONFIG: '/etc/oura/v2-raw.toml',
  CNODE_OURA_CURSOR_FILE: '/var/oura/cursor.json',
  OURA_CONSUMER_URL: 'http://127.0.0.1:5660',
  OURA_AUTHORIZATION: 'Bearer ours',
  CNODE_OURA_FEEDS: undefined,
};
const TIP = {
  name: 'just-the-tip',
  version: 2,
  config: '/etc/oura/tip.toml',
  cursorFile: '/var/oura/tip.json',
  consumerUrl: 'http://127.0.0.1:5664',
};

async function withFile(text: string, more: Partial<FeedSettings> = {}) {
  const file = join(folder, 'feeds.json');
  await writeFile(file, text);
  return () => feedsOf({ ...SETTINGS, CNODE_OURA_FEEDS: file, ...more });
}
const withFeeds = (feeds: unknown, more: Partial<FeedSettings> = {}) => withFile(JSON.stringify({ feeds }), more);

describe('the Ouras that run', () => {
  test('are none, or the one of the settings', () => {
    expect(feedsOf({ ...SETTINGS, CNODE_OURA_VERSION: 'none' })).toEqual([]);
    expect(feedsOf(SETTINGS)).toEqual([
      {
        name: 'consumer',
        version: 2,
        program: '/usr/local/bin/oura',
        config: '/etc/oura/v2-raw.toml',
        cursorFile: '/var/oura/cursor.json',
        consumerUrl: 'http://127.0.0.1:5660',
        authorization: 'Bearer ours',
      },
    ]);
  });

  test('and those of the file, which take program and authorization from the settings unless they have their own', async () => {
    const feeds = await withFeeds([
      TIP,
      {
        ...{ name: 'old', version: 1, config: 'v1.toml', consumerUrl: 'https://db/old' },
        ...{ program: '/opt/oura1', authorization: 'Bearer theirs' },
      },
    ]);
    expect(feeds().map(({ name }) => name)).toEqual(['consumer', 'just-the-tip', 'old']);
    expect(feeds()[1]).toEqual({ ...TIP, program: '/usr/local/bin/oura', authorization: 'Bearer ours' });
    expect(feeds()[2]).toMatchObject({ version: 1, program: '/opt/oura1', authorization: 'Bearer theirs' });
    const alone = await withFeeds([TIP], { CNODE_OURA_VERSION: 'none' });
    expect(alone().map(({ name }) => name)).toEqual(['just-the-tip']);
  });
});

describe('a list of feeds is refused, and the daemon stays down', () => {
  test.each<[string, unknown, string]>([
    ['no name', [{ ...TIP, name: undefined }], 'feeds[0].name must be a text'],
    ['a name that is no word', [{ ...TIP, name: 'Just The Tip' }], 'feeds[0].name must be lower-case'],
    ['Oura 3', [{ ...TIP, version: 3 }], 'feeds[0].version must be 1 or 2'],
    ['Oura 2 without its cursor', [{ ...TIP, cursorFile: undefined }], 'feeds[0].cursorFile must be a text'],
    ['no address', [{ ...TIP, consumerUrl: 'db:5664' }], 'feeds[0].consumerUrl must be a URL'],
    ['a user in it', [{ ...TIP, consumerUrl: 'http://me@db:5664' }], 'must be a URL without user or password'],
    ['no list', TIP, 'feeds must be a list'],
    ['a second of that name', [{ ...TIP, name: 'consumer' }], 'consumer and consumer, have the same name'],
    ['a shared cursor', [{ ...TIP, cursorFile: '/var/oura/cursor.json' }], 'have the same cursorFile'],
    ['a shared configuration', [{ ...TIP, config: '/etc/oura/v2-raw.toml' }], 'have the same config'],
    ['a shared consumer', [{ ...TIP, consumerUrl: 'http://127.0.0.1:5660/' }], 'have the same consumerUrl'],
  ])('with %s', async (_what, feeds, says) => {
    const read = await withFeeds(feeds);
    expect(read).toThrow(says);
    expect(read).toThrow(expect.objectContaining({ code: 'POOLTOOL_CONFIG_INVALID', disposition: 'halt' }));
  });

  test('when there is no such file', () => {
    expect(() => feedsOf({ ...SETTINGS, CNODE_OURA_FEEDS: join(folder, 'nothing.json') })).toThrow('nothing.json');
  });

  test('without telling what it holds', async () => {
    expect(await withFile('{"feeds": [{"authorization": "Bearer secret')).toThrow(/feeds\.json: is no JSON$/);
    for (const holding of [{ authorization: ['Bearer secret'] }, { consumerUrl: 'http://me:secret@10.0.0.1:5664' }]) {
      const wrong = await withFeeds([{ ...TIP, ...holding }]);
      expect(wrong).toThrow(expect.not.objectContaining({ message: expect.stringContaining('secret') }));
    }
  });
});
