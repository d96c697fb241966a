import type { PoolId } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { keyName } from '../keys/api-key.ts';
import type { KeyFacts } from '../keys/key-facts.ts';
import { addOperatorPools, removeOperatorPools } from '../keys/operator-pools.ts';
import { revokeKey, saveKeys } from '../keys/save-keys.ts';
import { type Actor, recordAct } from './acts.ts';

interface OfOperator {
  /** UUID: whose pools or keys */
  readonly subject: string;
  readonly user: Actor;
  readonly nowMs: number;
}

/** Gives somebody pools for good, whatever their registrations say; each that is new is an act. */
export async function givePools(
  tx: Transaction,
  { pools, subject, ...by }: OfOperator & { readonly pools: readonly PoolId[] },
): Promise<void> {
  for (const pool of pools) {
    const added = await addOperatorPools(tx, [{ user: subject, pool }], by.nowMs);
    if (added > 0) await recordAct(tx, { ...by, subject, deed: 'pool-given', before: null, after: { pool } });
  }
}

/** Takes pools that were given; each that was there is an act. A claim that stands stays. */
export async function takePools(
  tx: Transaction,
  { pools, subject, ...by }: OfOperator & { readonly pools: readonly PoolId[] },
): Promise<void> {
  for (const pool of pools) {
    const removed = await removeOperatorPools(tx, [{ user: subject, pool }]);
    if (removed > 0) await recordAct(tx, { ...by, subject, deed: 'pool-taken', before: { pool }, after: null });
  }
}

/** Makes somebody a key; the act tells its name. */
export async function giveKey(
  tx: Transaction,
  { key, label, subject, ...by }: OfOperator & { readonly key: string; readonly label: string },
): Promise<void> {
  await saveKeys(tx, [{ key, user: subject, label }], by.nowMs);
  await recordAct(tx, { ...by, subject, deed: 'key-given', before: null, after: { key: keyName(key), label } });
}

/** Revokes anybody's key from now on; an act, where it was valid. @returns null: there is none of this name */
export async function takeKey(
  tx: Transaction,
  { name, ...by }: Omit<OfOperator, 'subject'> & { readonly name: string },
): Promise<KeyFacts | null> {
  const revoked = await revokeKey(tx, name, by.nowMs);
  if (revoked?.revokedAt?.getTime() === by.nowMs)
    await recordAct(tx, { ...by, subject: revoked.user, deed: 'key-revoked', before: { key: name }, after: null });
  return revoked;
}
