import type { ClaimState } from '@pooltool/store/accounts';
import { Type } from 'typebox';
import { addressStatus, resetStatus } from '../accounts/claim-status.ts';
import { lovelaceNumber } from '../conventions/amounts.ts';

/**
 * What the old clients are told of an address or a password that waits for a payment. The app's typed model wants every
 * field but `verificationDate` (clients.md 3.9), and shows amount and address of whatever answer came last.
 */
export const verificationStatus = Type.Object({
  status: Type.String({ enum: ['pending', 'verified', 'expired'] }),
  createdDate: Type.Integer({ description: 'When it was asked for, in unix milliseconds.' }),
  paymentToAddress: Type.String({ description: 'Empty where it is not told.' }),
  paymentAmount: lovelaceNumber('To be paid exactly, 0 where it is not told'),
  verificationDate: Type.Union([Type.Integer(), Type.Null()], { description: 'In unix milliseconds.' }),
  stakeKeyHash: Type.String({ description: '56 hex characters.' }),
  userId: Type.String({ description: 'Empty where it is not told.' }),
});

export const EXAMPLE_STATUS = {
  status: 'pending',
  createdDate: 1_767_225_600_000,
  paymentToAddress: 'addr1…',
  paymentAmount: 1_234_000,
  verificationDate: null,
  stakeKeyHash: 'ab'.repeat(28),
  userId: '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11',
};

/** What is said of a payment; lovelace as a bigint, which goes out as a number with every digit. */
export interface ToldStatus {
  readonly status: 'pending' | 'verified' | 'expired';
  readonly createdDate: number;
  readonly paymentToAddress: string;
  readonly paymentAmount: bigint;
  readonly verificationDate: number | null;
}

/**
 * How the proof of this user's address stands.
 * @param claims to the address, newest first, of everybody
 * @param provenAt since when it is his; null: it is not
 * @returns null: he never asked for it
 */
export function statusOfAddress(user: string, claims: readonly ClaimState[], provenAt: Date | null): ToldStatus | null {
  const own = claims.filter((claim) => claim.user === user && claim.purpose === 'address');
  const status = addressStatus(provenAt === null ? null : user, own);
  if (status === null) return null;
  const shown = own.find(({ outcome }) => outcome === (status === 'verified' ? 'done' : 'open')) ?? own[0];
  return {
    status,
    createdDate: (shown?.requestedAt ?? provenAt ?? new Date(0)).getTime(),
    ...paymentOf(shown),
    verificationDate: provenAt?.getTime() ?? null,
  };
}

/**
 * How another password stands. Whoever waits for it shows nothing by which he could be told from others, and pays what he is
 * told last: so when several asked, nobody is told an amount here, or he might pay for what somebody else asked for. One that
 * is paid for counts among them: who paid may not have heard it yet. Each was told his own when he asked.
 * @param claims to the address, newest first, of everybody
 * @returns null: nobody asked for it
 */
export function statusOfReset(claims: readonly ClaimState[]): ToldStatus | null {
  const asked = claims.filter(({ purpose }) => purpose === 'password');
  const status = resetStatus(asked);
  if (status === null) return null;
  const done = asked.find(({ outcome }) => outcome === 'done');
  const recent = asked.filter(({ requestedAt }) => isRecent(requestedAt, asked));
  const shown = status === 'completed' ? done : recent[0];
  const told = status === 'completed' || recent.length === 1 ? shown : undefined;
  return {
    status: status === 'completed' ? 'verified' : status,
    createdDate: (shown ?? asked[0])?.requestedAt.getTime() ?? 0,
    ...paymentOf(told),
    verificationDate: status === 'completed' ? (done?.doneAt?.getTime() ?? null) : null,
  };
}

/** Longer than any payment is waited for: who waits for one that is older has none to make. */
const RECENT_MS = 2 * 86_400_000;
const isRecent = (at: Date, [newest]: readonly ClaimState[]): boolean =>
  newest !== undefined && newest.requestedAt.getTime() - at.getTime() < RECENT_MS;

const paymentOf = (claim: Pick<ClaimState, 'address' | 'amount'> | undefined) => ({
  paymentToAddress: claim?.address ?? '',
  paymentAmount: claim?.amount ?? 0n,
});
