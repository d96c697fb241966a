import { type PoolId, poolId } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { userUnknown } from '../errors.ts';

/**
 * What an operator may want to be told of his pool. `unit`: of the threshold from which on; null: there is none. Those that a
 * notice exists for have its kind's name (docs/notices.md).
 */
export const POOL_ALERTS = {
  block_minted: { says: 'a block of the pool is on the chain', unit: null },
  block_orphaned: { says: 'a block people were told of is off the chain', unit: null },
  battle_lost: { says: 'a height with a block of the pool is settled, and another block stands', unit: null },
  out_of_sync: { says: 'no node of the pool keeps up', unit: null },
  saturation: { says: 'the pool is as full as that', unit: 'percent' },
  pledge_not_met: { says: 'the owners have less than they promised', unit: null },
  stake_change: { says: "the pool's live stake changed by so much", unit: 'ada' },
  award: { says: "the first, tenth, hundredth … block of the pool's life", unit: null },
  epoch_summary: { says: 'what an epoch brought', unit: null },
} as const satisfies Readonly<Record<string, { readonly says: string; readonly unit: 'percent' | 'ada' | null }>>;

export type PoolAlert = keyof typeof POOL_ALERTS;

/** How it travels. Each channel reads for itself what it has to tell whom. */
export const ALERT_CHANNELS = ['telegram', 'zapier', 'push'] as const;
export type AlertChannel = (typeof ALERT_CHANNELS)[number];

/** That one alert of one pool goes to one channel. */
export interface AlertChoice {
  readonly pool: PoolId;
  readonly alert: PoolAlert;
  readonly channel: AlertChannel;
  /** in the alert's unit, to three decimals; null: whenever it happens */
  readonly threshold: number | null;
}

/** All choices of the user from now on: what is not among them is not told. Of the same alert and channel twice, the last counts. */
export async function saveAlertChoices(
  tx: Transaction,
  { user, choices }: { readonly user: string; readonly choices: readonly AlertChoice[] },
): Promise<void> {
  const { rowCount } = await tx.query(`select from account_user where user_id = $1 for no key update`, [user]);
  if (rowCount === 0) throw userUnknown();
  const each = [...new Map(choices.map((one) => [`${one.pool} ${one.alert} ${one.channel}`, one])).values()];
  await tx.query(`delete from pool_alert_choice where user_id = $1`, [user]);
  await tx.query(
    `insert into pool_alert_choice (user_id, pool_id, alert, channel, threshold)
     select $1, decode(pool, 'hex'), alert, channel, threshold
     from unnest($2::text[], $3::text[], $4::text[], $5::numeric[]) as c (pool, alert, channel, threshold)`,
    [
      user,
      each.map(({ pool }) => pool),
      each.map(({ alert }) => alert),
      each.map(({ channel }) => channel),
      each.map(({ threshold }) => threshold),
    ],
  );
}

/** What the user chose, by pool, alert and channel; also of pools that he does not speak for at this moment. */
export async function alertChoicesOf(db: Queryable, user: string): Promise<AlertChoice[]> {
  const { rows } = await db.query<Row>(
    `select encode(pool_id, 'hex') as pool, alert, channel, threshold::float8 as threshold from pool_alert_choice
     where user_id = $1 order by pool_id, alert, channel`,
    [user],
  );
  return rows.flatMap(choiceOf);
}

/** Whom one channel has to tell when this happens to the pool: users, by UUID. That they still speak for it, `speaksFor` says. */
export async function whoWantsAlert(
  db: Queryable,
  { pool, alert, channel }: Pick<AlertChoice, 'pool' | 'alert' | 'channel'>,
): Promise<readonly { readonly user: string; readonly threshold: number | null }[]> {
  const { rows } = await db.query<{ user_id: string; threshold: number | null }>({
    name: 'who-wants-alert',
    text: `
      select user_id, threshold::float8 as threshold from pool_alert_choice
      where pool_id = decode($1, 'hex') and alert = $2 and channel = $3 order by user_id`,
    values: [pool, alert, channel],
  });
  return rows.map(({ user_id: user, threshold }) => ({ user, threshold }));
}

interface Row {
  readonly pool: string;
  readonly alert: string;
  readonly channel: string;
  readonly threshold: number | null;
}

/** Nothing of an alert or a channel that there is no more. */
function choiceOf({ pool, alert, channel, threshold }: Row): AlertChoice[] {
  const known = ALERT_CHANNELS.find((one) => one === channel);
  return isPoolAlert(alert) && known !== undefined ? [{ pool: poolId(pool), alert, channel: known, threshold }] : [];
}

export const isPoolAlert = (text: string): text is PoolAlert => Object.hasOwn(POOL_ALERTS, text);
