import type { Clock } from '@pooltool/shared-utils/clock';
import { constantTimeEqual, passwordMatches, sha256Hex } from '@pooltool/shared-utils/crypto';
import type { Log } from '@pooltool/shared-utils/log';
import { consoleReadOnly, loginNeeded, loginRefused, requestForged, tokensOff } from '../errors.ts';
import { makeAttempts } from './attempts.ts';
import { readCookie } from './cookie.ts';
import { demandOwnOrigin } from './origin.ts';
import { makeSessions, type Note, type Session } from './sessions.ts';

export interface AccessSettings {
  /** without it nobody logs in */
  readonly passwordHash?: string | undefined;
  /** SHA-256 in hex of a long random token; without it programs only read */
  readonly tokenHash?: string | undefined;
  /** where browsers find the console, when that is not where it listens */
  readonly origin?: string | undefined;
}

/** Who looks at a page: nobody can log in here, somebody who did not, somebody who did. */
export type Viewer =
  | { readonly kind: 'read-only' }
  | { readonly kind: 'visitor' }
  | { readonly kind: 'operator'; readonly name: string; readonly csrf: string; readonly note: Note | null };

/** What matters here of a request. */
export interface Asking {
  readonly headers: {
    readonly cookie?: string | undefined;
    readonly authorization?: string | undefined;
    readonly origin?: string | undefined;
    readonly host?: string | undefined;
    readonly 'sec-fetch-site'?: string | string[] | undefined;
  };
  readonly ip: string;
}

export interface Access {
  /** behind TLS: cookies go no other way */
  readonly secure: boolean;
  viewer(request: Asking, noteKey?: string): Viewer;
  /**
   * Answers the cookie's value.
   * @throws POOLTOOL_CONSOLE_READ_ONLY, POOLTOOL_REQUEST_FORGED, POOLTOOL_LOGIN_REFUSED, POOLTOOL_LOGIN_TOO_OFTEN
   */
  logIn(request: Asking, given: { readonly name: string; readonly password: string }): Promise<string>;
  logOut(request: Asking): void;
  /**
   * Who sends a form: a session, with its token, from a page of ours.
   * @throws POOLTOOL_CONSOLE_READ_ONLY, POOLTOOL_REQUEST_FORGED, POOLTOOL_LOGIN_NEEDED
   */
  demandOperator(request: Asking, csrf: string): Session;
  /**
   * Demands the bearer token. It is long and random, so nobody guesses it and wrong ones need not be counted: programs ask
   * as often at once as they like, and behind one proxy they and people do not lock each other out.
   * @throws POOLTOOL_CONSOLE_TOKENS_OFF, POOLTOOL_LOGIN_NEEDED
   */
  demandProgram(request: Asking): void;
  /** Keeps a note for the page that the action leads to; answers its key. */
  keepNote(session: Session, note: Note): string;
}

/** Shown with what it asks for, so no markup and no long texts. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u;

export function makeAccess({
  settings: { passwordHash, tokenHash, origin },
  clock,
  log,
}: {
  readonly settings: AccessSettings;
  readonly clock: Clock;
  readonly log: Log;
}): Access {
  const sessions = makeSessions(clock);
  const attempts = makeAttempts(clock);
  const secure = origin?.startsWith('https:') ?? false;
  const sessionOf = ({ headers }: Asking): Session | null => {
    const cookie = readCookie(headers.cookie, secure);
    return cookie === null ? null : sessions.find(cookie);
  };

  return {
    secure,
    viewer: (request, noteKey) => {
      if (passwordHash === undefined) return { kind: 'read-only' };
      const session = sessionOf(request);
      if (session === null) return { kind: 'visitor' };
      const note = noteKey === undefined ? null : sessions.note(session, noteKey);
      return { kind: 'operator', name: session.name, csrf: session.csrf, note };
    },
    logIn: async (request, { name, password }) => {
      if (passwordHash === undefined) throw consoleReadOnly();
      demandOwnOrigin(request.headers, origin);
      if (!NAME.test(name)) {
        throw loginRefused({ message: 'say who you are: letters, digits, spaces, at most 40; runs will tell it' });
      }
      const right = await attempts.tried(request.ip, () => passwordMatches(password, passwordHash));
      log.info({ name, address: request.ip, right }, 'console.login');
      if (!right) throw loginRefused();
      return sessions.open(name);
    },
    logOut: ({ headers }) => {
      const cookie = readCookie(headers.cookie, secure);
      if (cookie !== null) sessions.close(cookie);
    },
    demandOperator: (request, csrf) => {
      if (passwordHash === undefined) throw consoleReadOnly();
      demandOwnOrigin(request.headers, origin);
      const session = sessionOf(request);
      if (session === null) {
        const had = readCookie(request.headers.cookie, secure) !== null;
        throw loginNeeded(had ? { message: 'your session has ended: log in again' } : {});
      }
      if (!constantTimeEqual(csrf, session.csrf)) {
        throw requestForged({ message: 'the form was not made for your session: load its page again' });
      }
      return session;
    },
    demandProgram: (request) => {
      if (tokenHash === undefined) throw tokensOff();
      const [, token] = /^Bearer ([!-~]{1,200})$/.exec(request.headers.authorization ?? '') ?? [];
      if (token === undefined) throw loginNeeded({ message: 'send the header Authorization: Bearer TOKEN' });
      if (constantTimeEqual(sha256Hex(token), tokenHash)) return;
      log.info({ address: request.ip }, 'console.token-wrong');
      throw loginNeeded({ message: 'the token is wrong' });
    },
    keepNote: (session, note) => sessions.keepNote(session, note),
  };
}
