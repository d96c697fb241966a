import { readFileSync } from 'node:fs';
import { type Fields, fieldsAt, InvalidValue } from '@pooltool/domain';
import { configInvalid } from '@pooltool/shared-utils/config';
import type { OuraFeed } from './feed.ts';

/** The settings that name feeds. */
export interface FeedSettings {
  readonly CNODE_OURA_VERSION: 'none' | '1' | '2';
  readonly CNODE_OURA_PROGRAM: string;
  readonly CNODE_OURA_CONFIG: string;
  readonly CNODE_OURA_CURSOR_FILE: string;
  readonly OURA_CONSUMER_URL: string;
  readonly OURA_AUTHORIZATION: string | undefined;
  readonly CNODE_OURA_FEEDS: string | undefined;
}

/** What the feed of the settings is called. */
export const CONSUMER = 'consumer';

/**
 * Every Oura that is to run: the one of the settings, and those of the file `CNODE_OURA_FEEDS`. No two of them write one cursor, read one
 * configuration or serve one consumer, for each would stand in the other's way.
 * @throws POOLTOOL_CONFIG_INVALID (halt) naming what is wrong
 */
export function feedsOf(given: FeedSettings): OuraFeed[] {
  const own: OuraFeed[] =
    given.CNODE_OURA_VERSION === 'none'
      ? []
      : [
          {
            name: CONSUMER,
            version: given.CNODE_OURA_VERSION === '1' ? 1 : 2,
            program: given.CNODE_OURA_PROGRAM,
            config: given.CNODE_OURA_CONFIG,
            cursorFile: given.CNODE_OURA_CURSOR_FILE,
            consumerUrl: given.OURA_CONSUMER_URL,
            authorization: given.OURA_AUTHORIZATION,
          },
        ];
  const file = given.CNODE_OURA_FEEDS;
  const feeds = file === undefined ? own : [...own, ...feedsIn(file, given)];
  demandApart(feeds);
  return feeds;
}

function feedsIn(file: string, given: FeedSettings): OuraFeed[] {
  try {
    const all = fieldsAt('', JSON.parse(readFileSync(file, 'utf8')), 'the file').list('feeds');
    return all.map((one) => feedOf(one, given));
  } catch (cause) {
    // Of what is no JSON nothing is quoted: it may hold what a consumer asks for.
    const says = cause instanceof SyntaxError ? 'is no JSON' : cause instanceof Error ? cause.message : String(cause);
    throw configInvalid({
      message: `CNODE_OURA_FEEDS: ${file}: ${says}`,
      ...(cause instanceof SyntaxError ? {} : { cause }),
    });
  }
}

const NAME = /^[a-z][a-z0-9-]{0,30}$/;

function feedOf(told: Fields, given: FeedSettings): OuraFeed {
  const optional = (name: string): string | undefined => (told.get(name) === undefined ? undefined : told.text(name));
  const name = told.text('name');
  if (!NAME.test(name)) throw told.wrong('name', 'lower-case letters, digits and hyphens');
  const version = told.number('version');
  if (version !== 1 && version !== 2) throw told.wrong('version', '1 or 2');
  return {
    ...{ name, version, consumerUrl: consumerUrlOf(told) },
    program: optional('program') ?? given.CNODE_OURA_PROGRAM,
    config: told.text('config'),
    cursorFile: version === 2 ? told.text('cursorFile') : '',
    authorization: authorizationOf(told) ?? given.OURA_AUTHORIZATION,
  };
}

/** `fetch` takes no URL with a user or a password, and what is given is not to be seen in a complaint. */
function consumerUrlOf(told: Fields): string {
  const text = told.text('consumerUrl');
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) throw told.wrong('consumerUrl', 'a URL');
  const { username, password } = new URL(text);
  if (`${username}${password}` === '') return text;
  throw new InvalidValue({ word: 'consumerUrl', given: '…', rule: 'a URL without user or password' });
}

/** Its complaint does not show what was given. */
function authorizationOf(told: Fields): string | undefined {
  const given = told.get('authorization');
  if (given === undefined || typeof given === 'string') return given;
  throw new InvalidValue({ word: 'authorization', given: '…', rule: 'a text' });
}

function demandApart(feeds: readonly OuraFeed[]): void {
  const shared = (what: string, of: (feed: OuraFeed) => string) => {
    const seen = new Map<string, string>();
    for (const feed of feeds) {
      const value = of(feed);
      const other = seen.get(value);
      if (other !== undefined && value !== '') {
        throw configInvalid({ message: `two feeds of Oura, ${other} and ${feed.name}, have the same ${what}` });
      }
      seen.set(value, feed.name);
    }
  };
  shared('name', ({ name }) => name);
  shared('cursorFile', ({ cursorFile, version }) => (version === 2 ? cursorFile : ''));
  shared('config', ({ config }) => config);
  shared('consumerUrl', ({ consumerUrl }) => new URL(consumerUrl).href);
}
