import { markOf } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';
import { type Actor, recordAct } from './acts.ts';
import { storableText } from './storable-text.ts';

/** Where it is shown: at the top of the website, or of the app. */
export type AdminMessageKind = 'web' | 'app';

/** Shown to everybody; both '' : nothing is. */
export interface AdminMessage {
  readonly title: string;
  readonly message: string;
}

/** PostgreSQL's limits too, in characters. */
export const LONGEST_TITLE = 200;
export const LONGEST_MESSAGE = 4_000;

const NOTHING: AdminMessage = { title: '', message: '' };

/** Shows this to everybody from now on, keeps the act and has the document drawn. @returns false: it was shown already */
export async function saveAdminMessage(
  tx: Transaction,
  given: AdminMessage & { readonly kind: AdminMessageKind; readonly user: Actor; readonly nowMs: number },
): Promise<boolean> {
  const { kind, user, nowMs } = given;
  const [title, message] = [storableText(given.title), storableText(given.message)];
  await tx.query(`insert into admin_message (kind, title, message) values ($1, '', '') on conflict do nothing`, [kind]);
  const { rows } = await tx.query<AdminMessage>(`select title, message from admin_message where kind = $1 for update`, [
    kind,
  ]);
  const before = rows[0] ?? NOTHING;
  if (before.title === title && before.message === message) return false;
  await tx.query(`update admin_message set title = $2, message = $3 where kind = $1`, [kind, title, message]);
  await recordAct(tx, {
    user,
    deed: 'admin-message',
    subject: kind,
    before: { ...before },
    after: { title, message },
    nowMs,
  });
  await markDocuments(tx, [markOf.adminMessage()]);
  return true;
}

/** What is shown there now. */
export async function adminMessage(db: Queryable, kind: AdminMessageKind): Promise<AdminMessage> {
  const { rows } = await db.query<AdminMessage>({
    name: 'admin-message',
    text: `select title, message from admin_message where kind = $1`,
    values: [kind],
  });
  return rows[0] ?? NOTHING;
}
