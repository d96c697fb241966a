import type { JsonObject } from '@pooltool/shared-utils/json';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';

/** What administrators do; the words stay, because old acts are read by them. */
export type Deed =
  | 'pool-label'
  | 'pool-note'
  | 'admin-message'
  | 'delegator-update'
  | 'authority'
  | 'address-taken'
  | 'address-dropped'
  | 'password-taken'
  | 'pool-given'
  | 'pool-taken'
  | 'key-given'
  | 'key-revoked'
  | 'portfolios';

/**
 * Who does something: a user's id. Null: nobody known, which is whoever has the database, with the `pooltool` command, or who
 * wrote into Firebase as an administrator, whose rules let him and do not tell who he was.
 */
export type Actor = string | null;

/** What an administrator did. */
export interface NewAct {
  readonly user: Actor;
  readonly deed: Deed;
  /** of what: a pool by its hex, a user by his id, a kind of message */
  readonly subject: string;
  /** null: there was, or is, nothing */
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly nowMs: number;
}

/** An act as it is kept. */
export interface Act extends Omit<NewAct, 'deed' | 'before' | 'after' | 'nowMs'> {
  readonly id: bigint;
  readonly at: Date;
  readonly deed: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Keeps the act in the transaction that does it: nothing is done that is not kept, and nothing kept that was not done. */
export async function recordAct(tx: Transaction, { user, deed, subject, before, after, nowMs }: NewAct): Promise<void> {
  await tx.query(
    `insert into administration_act (acted_at, user_id, deed, subject, before, after)
     values (to_timestamp($1::float8 / 1000), $2, $3, $4, $5, $6)`,
    [nowMs, user, deed, subject, jsonOrNull(before), jsonOrNull(after)],
  );
}

/** Newest first. */
export async function administrationActs(
  db: Queryable,
  {
    limit,
    subject,
    user,
  }: { readonly limit: number; readonly subject?: string | undefined; readonly user?: string | undefined },
): Promise<Act[]> {
  const { rows } = await db.query<{
    act_id: bigint;
    acted_at: Date;
    user_id: string | null;
    deed: string;
    subject: string;
    before: unknown;
    after: unknown;
  }>(
    `select act_id, acted_at, user_id, deed, subject, before, after from administration_act
     where ($2::text is null or subject = $2) and ($3::uuid is null or user_id = $3)
     order by act_id desc limit $1`,
    [limit, subject ?? null, user ?? null],
  );
  return rows.map((row) => ({
    id: row.act_id,
    at: row.acted_at,
    user: row.user_id,
    deed: row.deed,
    subject: row.subject,
    before: row.before,
    after: row.after,
  }));
}

const jsonOrNull = (value: JsonObject | null): string | null => (value === null ? null : JSON.stringify(value));
