import { randomBytes } from 'node:crypto';
import type { Clock } from '@pooltool/shared-utils/clock';
import { sha256Hex } from '@pooltool/shared-utils/crypto';

/** Somebody who logged in. */
export interface Session {
  readonly name: string;
  /** stands in every form of this session's pages */
  readonly csrf: string;
  readonly expiresMs: number;
}

/** What came of an action, told on the page it led to. */
export interface Note {
  readonly good: boolean;
  readonly says: string;
}

export interface Sessions {
  /** Answers what the cookie holds. */
  open(name: string): string;
  /** Null for one that expired, was closed, or never was. */
  find(cookie: string): Session | null;
  close(cookie: string): void;
  /** Keeps a note and answers the key under which a page of the same session is given it. */
  keepNote(session: Session, note: Note): string;
  note(session: Session, key: string): Note | null;
}

export const SESSION_MS = 12 * 3_600_000;
const MOST_SESSIONS = 200;
const MOST_NOTES = 20;

/**
 * Sessions are held here and nowhere else: a restart, also with another password, ends them all. Of a cookie only its hash
 * is kept, so finding one takes no time that tells of others.
 */
export function makeSessions(clock: Clock): Sessions {
  const sessions = new Map<string, Session>();
  const notes = new WeakMap<Session, Map<string, Note>>();
  const secret = (): string => randomBytes(32).toString('base64url');

  return {
    open: (name) => {
      for (const [key, { expiresMs }] of sessions) if (expiresMs <= clock.now()) sessions.delete(key);
      const [oldest] = sessions.keys();
      if (oldest !== undefined && sessions.size >= MOST_SESSIONS) sessions.delete(oldest);
      const cookie = secret();
      sessions.set(sha256Hex(cookie), { name, csrf: secret(), expiresMs: clock.now() + SESSION_MS });
      return cookie;
    },
    find: (cookie) => {
      const session = sessions.get(sha256Hex(cookie));
      return session !== undefined && session.expiresMs > clock.now() ? session : null;
    },
    close: (cookie) => void sessions.delete(sha256Hex(cookie)),
    keepNote: (session, note) => {
      const kept = notes.get(session) ?? new Map<string, Note>();
      const [oldest] = kept.keys();
      if (oldest !== undefined && kept.size >= MOST_NOTES) kept.delete(oldest);
      const key = randomBytes(6).toString('base64url');
      notes.set(session, kept.set(key, note));
      return key;
    },
    note: (session, key) => notes.get(session)?.get(key) ?? null,
  };
}
