import type { VerificationState } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';

/**
 * NOTIFY channel of verifications. Payload: a `VerificationChange` as JSON, told when the transaction commits and never
 * when it does not. Whoever shows verifications to people listens here and asks `verificationState`.
 */
export const VERIFICATIONS_CHANNEL = 'verifications';

export interface VerificationChange {
  readonly id: string;
  readonly was: VerificationState['state'];
  readonly state: VerificationState['state'];
  /** the proving transaction's id; null unless verified */
  readonly proof: string | null;
}

export async function announceChanges(tx: Transaction, changes: readonly VerificationChange[]): Promise<void> {
  if (changes.length === 0) return;
  await tx.query(`select pg_notify($1, change) from unnest($2::text[]) as told (change)`, [
    VERIFICATIONS_CHANNEL,
    changes.map((change) => JSON.stringify(change)),
  ]);
}

/** Null for a payload that is not one of ours: anybody on the database may speak on the channel. */
export function readVerificationChange(payload: string): VerificationChange | null {
  try {
    const told: unknown = JSON.parse(payload);
    return isChange(told) ? told : null;
  } catch {
    return null;
  }
}

const STATES: readonly unknown[] = [
  'pending',
  'payer-unknown',
  'verified',
  'expired',
] satisfies VerificationChange['state'][];

const isChange = (told: unknown): told is VerificationChange =>
  typeof told === 'object' &&
  told !== null &&
  'id' in told &&
  typeof told.id === 'string' &&
  'was' in told &&
  STATES.includes(told.was) &&
  'state' in told &&
  STATES.includes(told.state) &&
  'proof' in told &&
  (told.proof === null || typeof told.proof === 'string');
