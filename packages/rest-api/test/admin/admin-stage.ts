import { poolId } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import type { Authority } from '@pooltool/store/accounts';
import { administrationActs, setAuthority } from '@pooltool/store/admin';
import { type AccountsStage, accountsStage } from '../accounts/accounts-stage.ts';

type Member = Awaited<ReturnType<AccountsStage['member']>>;

/** A pool that our chain knows, and one that it does not. */
export const POOL = poolId('ab'.repeat(28));
export const NO_POOL = poolId('cd'.repeat(28));

export interface AdminStage extends AccountsStage {
  readonly admin: Member;
  readonly groupAdmin: Member;
  readonly somebody: Member;
  /** as the `pooltool` command does */
  grant(of: Member, authority: Authority): Promise<boolean>;
  /** newest first, without when and which number */
  acts(limit?: number): Promise<unknown[]>;
  /** one row */
  row(sql: string, values?: readonly unknown[]): Promise<ReturnType<typeof JSON.parse>>;
}

/** Three members, of whom one administers, and one groups; a pool. */
export async function adminStage(): Promise<AdminStage> {
  const stage = await accountsStage();
  const { pool } = stage.database;
  await pool.query(`insert into pool (pool_id, life_blocks) values (decode($1, 'hex'), 7)`, [POOL]);
  const grant = (of: Member, authority: Authority) =>
    inTransaction(pool, (tx) =>
      setAuthority(tx, { subject: of.user, authority, user: null, nowMs: stage.clock.now(), keepOne: false }),
    );
  const [admin, groupAdmin, somebody] = [await stage.member(0), await stage.member(1), await stage.member(2)];
  await grant(admin, 'administrator');
  await grant(groupAdmin, 'groupadmin');
  return {
    ...stage,
    admin,
    groupAdmin,
    somebody,
    grant,
    acts: async (limit = 1) => (await administrationActs(pool, { limit })).map(({ id: _id, at: _at, ...act }) => act),
    row: async (sql, values = []) => (await pool.query(sql, [...values])).rows[0],
  };
}
