import { markOf } from '@pooltool/domain';
import {
  type AdminMessage,
  adminMessage,
  LONGEST_MESSAGE,
  LONGEST_TITLE,
  saveAdminMessage,
  storableText,
} from '@pooltool/store/admin';
import { actedAt } from '@pooltool/store/client-writes';
import { childOf } from '../nodes/node-value.ts';
import type { SharedWord } from './shared-word.ts';

const KINDS = ['app', 'web'] as const;

/** `admin_message` and, inside it, `admin_message/web`, by administrators; the subject is `app` or `web`. */
export const adminMessages: SharedWord<AdminMessage> = {
  name: 'admin-message',
  markOf: () => markOf.adminMessage(),
  read: async (db, subjects) => {
    const asked = KINDS.filter((kind) => subjects.includes(kind));
    const messages: [string, AdminMessage][] = [];
    for (const kind of asked) messages.push([kind, await adminMessage(db, kind)]);
    return new Map(messages);
  },
  parse: (seen) => {
    const title = wordsOf(childOf(seen, 'title'), LONGEST_TITLE);
    const message = wordsOf(childOf(seen, 'message'), LONGEST_MESSAGE);
    return title === null || message === null ? null : { title, message };
  },
  drawn: (subject, { title, message }) => {
    const path = subject === 'web' ? 'admin_message/web' : 'admin_message';
    return { part: subject, values: { [`${path}/title`]: title, [`${path}/message`]: message } };
  },
  refusedIsWipedOut: false,
  absence: 'says nothing',
  same: (one, other) => one.title === other.title && one.message === other.message,
  changedAt: (db, kind) => actedAt(db, { deed: 'admin-message', subject: kind }),
  save: async (tx, subject, given, nowMs) => {
    const kind = KINDS.find((one) => one === subject);
    if (kind !== undefined) await saveAdminMessage(tx, { ...given, kind, user: null, nowMs });
  },
};

function wordsOf(seen: unknown, longest: number): string | null {
  if (seen === undefined) return '';
  if (typeof seen !== 'string') return null;
  const text = storableText(seen);
  return text.length <= longest ? text : null;
}
