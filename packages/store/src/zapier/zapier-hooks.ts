import type { PoolId } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { tooManyHooks } from '../errors.ts';
import { neverTakenOver } from '../keys/old-rows.ts';

/** What Zapier is told of: a new block of one pool, or of any; a post of the user's own. */
export type ZapierTrigger =
  | { readonly kind: 'new_block'; readonly pool: PoolId | 'all' }
  | { readonly kind: 'new_post' };

export interface ZapierHook {
  /** UUID */
  readonly user: string;
  readonly trigger: ZapierTrigger;
  /** https */
  readonly url: string;
}

/** What follows the blocks of every pool one by one is better told of all. */
export const MOST_HOOKS = 200;

/** As the old backend called it: `0` for all pools (operators.md 4). */
const dataKeyOf = (trigger: ZapierTrigger): string =>
  trigger.kind === 'new_post' ? '' : trigger.pool === 'all' ? '0' : trigger.pool;

/**
 * The same twice is one.
 * @returns false: the user has no key any more, and a hook without one nobody could take away
 * @throws POOLTOOL_TOO_MANY_HOOKS (409)
 */
export async function addZapierHook(tx: Transaction, hook: ZapierHook, nowMs: number): Promise<boolean> {
  // Who deletes the key meanwhile waits, and takes this hook away with the others.
  const keys = await tx.query(`select from zapier_key where user_id = $1 for key share`, [hook.user]);
  if (keys.rowCount === 0) return false;
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('zapier_hook ' || $1::text, 0))`, [hook.user]);
  await insertHooks(tx, [hook], nowMs);
  const { rows } = await tx.query<{ hooks: bigint }>(`select count(*) as hooks from zapier_hook where user_id = $1`, [
    hook.user,
  ]);
  if (Number(rows[0]?.hooks ?? 0n) > MOST_HOOKS) throw tooManyHooks();
  return true;
}

/**
 * Hooks of the old backend. Those that are known stay as they are, and those that were taken over and unsubscribed since
 * stay away. @returns how many are new
 */
export async function importZapierHooks(tx: Transaction, hooks: readonly ZapierHook[], nowMs: number): Promise<number> {
  const nameOf = ({ user, trigger, url }: ZapierHook) => [user, trigger.kind, dataKeyOf(trigger), url].join(' ');
  return insertHooks(tx, await neverTakenOver(tx, 'zapier hook', hooks, nameOf), nowMs);
}

async function insertHooks(tx: Transaction, hooks: readonly ZapierHook[], nowMs: number): Promise<number> {
  const { rowCount } = await tx.query(
    `insert into zapier_hook (user_id, trigger, data_key, url, created_at)
     select user_id, trigger, data_key, url, to_timestamp($5::float8 / 1000)
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as h (user_id, trigger, data_key, url)
     on conflict (user_id, trigger, data_key, url) do nothing`,
    [
      hooks.map(({ user }) => user),
      hooks.map(({ trigger }) => trigger.kind),
      hooks.map(({ trigger }) => dataKeyOf(trigger)),
      hooks.map(({ url }) => url),
      nowMs,
    ],
  );
  return rowCount ?? 0;
}

/** Takes away just this one. @returns whether there was one */
export async function removeZapierHook(db: Queryable, { user, trigger, url }: ZapierHook): Promise<boolean> {
  const { rowCount } = await db.query(
    `delete from zapier_hook where user_id = $1 and trigger = $2 and data_key = $3 and url = $4`,
    [user, trigger.kind, dataKeyOf(trigger), url],
  );
  return rowCount === 1;
}

/** Where to tell that this pool made a block: its own hooks and those of all pools; by when they were made. */
export async function hooksOfBlock(db: Queryable, pool: PoolId): Promise<readonly { id: bigint; url: string }[]> {
  const { rows } = await db.query<{ hook_id: bigint; url: string }>({
    name: 'hooks-of-block',
    text: `select hook_id, url from zapier_hook where trigger = 'new_block' and data_key in ($1, '0') order by hook_id`,
    values: [pool],
  });
  return rows.map(({ hook_id: id, url }) => ({ id, url }));
}

/** Where to tell of this user's posts; by when they were made. */
export async function hooksOfPost(db: Queryable, user: string): Promise<readonly { id: bigint; url: string }[]> {
  const { rows } = await db.query<{ hook_id: bigint; url: string }>({
    name: 'hooks-of-post',
    text: `select hook_id, url from zapier_hook where trigger = 'new_post' and user_id = $1 order by hook_id`,
    values: [user],
  });
  return rows.map(({ hook_id: id, url }) => ({ id, url }));
}
