import {
  CREDENTIAL_TAG,
  type Lovelace,
  type Network,
  readStakePart,
  type StakeCredential,
  slotAtTime,
  unixMs,
} from '@pooltool/domain';
import { decodeBech32, toHex } from '@pooltool/shared-utils/crypto';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { verificationClash, verificationInvalid } from '../errors.ts';

export interface VerificationRequest {
  readonly network: Network;
  /** what is to be proven to be the payer's */
  readonly credential: StakeCredential;
  /** where to pay: bech32, of this network, ours */
  readonly address: string;
  readonly amount: Lovelace;
  /** payments in slots from here on count … */
  readonly requestedAt: Date;
  /** … and before here */
  readonly expiresAt: Date;
}

/**
 * Watches from now on for a payment of exactly `amount` to `address`. Address and amount belong to one open verification
 * only, so that a payment never has two meanings: choose another amount and ask again when they are taken, also in the
 * same transaction.
 *
 * @returns the verification's id, a UUID: whoever has it may ask how it stands
 * @throws POOLTOOL_VERIFICATION_CLASH (409), POOLTOOL_VERIFICATION_INVALID (400)
 */
export async function requestVerification(tx: Transaction, request: VerificationRequest): Promise<string> {
  const { network, credential, address, amount, requestedAt, expiresAt } = request;
  if (amount <= 0n) throw verificationInvalid({ message: 'a verification asks for at least one lovelace' });
  const fromSlot = slotAtTime(network, unixMs(requestedAt.getTime()));
  const untilSlot = slotAtTime(network, unixMs(expiresAt.getTime()));
  if (untilSlot <= fromSlot) throw verificationInvalid({ message: 'a verification must last at least one slot' });
  const { rows } = await tx.query<{ id: string }>({
    name: 'request-verification',
    text: `
      insert into verification (
        credential_kind, credential, address, address_bytes, amount, requested_at, expires_at, from_slot, until_slot)
      values ($1, decode($2, 'hex'), $3, decode($4, 'hex'), $5, $6, $7, $8, $9)
      on conflict (address_bytes, amount) where open do nothing
      returning id`,
    values: [
      CREDENTIAL_TAG[credential.kind],
      credential.hash,
      address.toLowerCase(),
      addressHex(address, network),
      amount,
      requestedAt,
      expiresAt,
      fromSlot,
      untilSlot,
    ],
  });
  const id = rows[0]?.id;
  if (id === undefined) {
    throw verificationClash({
      message: `${amount} lovelace to ${address} are what another verification waits for`,
      details: { address, amount },
    });
  }
  return id;
}

function addressHex(address: string, network: Network): string {
  const { prefix, bytes } = decodeBech32(address);
  const { prefix: wanted, networkId } = network.address;
  const hex = toHex(bytes);
  if (prefix !== wanted || ((bytes[0] ?? 0) & 0x0f) !== networkId || readStakePart(hex) === null) {
    throw verificationInvalid({ message: `${address} is no address of ${network.name}`, details: { address } });
  }
  return hex;
}
