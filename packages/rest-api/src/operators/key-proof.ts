import type { PoolId } from '@pooltool/domain';
import { fromHex } from '@pooltool/shared-utils/crypto';
import { requestInvalid } from '@pooltool/shared-utils/http';
import type { ClaimLack, KeyProof } from '@pooltool/store/operators';
import { Type } from 'typebox';
import { poolClaimUnproven } from '../errors.ts';

const KEY_HEX = 64;
const SIGNATURE_HEX = 160;
/** `5820`: a byte string of 32 bytes */
const CBOR_HEAD_HEX = 4;

export const vrfKeyText = Type.String({
  description: "The pool's VRF verification key: 64 hex characters, or the `cborHex` of its vrf.vkey (`5820…`).",
  pattern: '^(5820)?[0-9a-fA-F]{64}$',
});
export const signatureText = Type.String({
  description:
    'What `cncli sign` printed: 160 hex characters, a VRF proof. 128 are the hash of one, and prove nothing.',
  pattern: '^([0-9a-fA-F]{128}|[0-9a-fA-F]{160})$',
});

/**
 * The answer to a challenge as it came; null: there is none.
 * @throws POOLTOOL_REQUEST_INVALID (400) half of one, or a signature that is the hash of one
 */
export function proofFrom({
  vrf_vkey: vrfKey,
  signature,
}: {
  readonly vrf_vkey?: string;
  readonly signature?: string;
}): KeyProof | null {
  if (vrfKey === undefined && signature === undefined) return null;
  if (vrfKey === undefined || signature === undefined)
    throw requestInvalid({ message: 'vrf_vkey and signature belong together: one of them is missing' });
  if (signature.length !== SIGNATURE_HEX)
    throw requestInvalid({
      message:
        'the signature has 64 bytes: some versions of cncli print the hash of the VRF proof, which cannot be verified. CIP-22 wants the proof, 80 bytes',
      whatToDo: 'sign with another version of cncli, or another tool for CIP-22',
    });
  return {
    vrfKey: fromHex(vrfKey.length === KEY_HEX ? vrfKey : vrfKey.slice(CBOR_HEAD_HEX)),
    signature: fromHex(signature),
  };
}

const SAYS: Readonly<Record<ClaimLack, string>> = {
  'no-proof': 'that you have the VRF key of this pool is not shown yet',
  'key-unknown':
    'which VRF key this pool has is not known here, because its registration is older than the chain that was followed',
  'other-key': "this is not the VRF key that the pool's registration in force names",
  'no-challenge': 'you were not asked to sign anything for this pool, or it was too long ago, or you answered already',
  'signature-wrong': 'the signature does not answer the challenge: another nonce, another domain, or another key',
};

/** What is told of them is public: anybody reads the hash of the key from the chain. */
export const unproven = (
  { lack, vrfKeyHash }: { readonly lack: ClaimLack; readonly vrfKeyHash: string | null },
  pool: PoolId,
) =>
  poolClaimUnproven({
    message: SAYS[lack],
    details: { lacks: lack, vrf_key_hash: vrfKeyHash, challenge: `/v1/operator/pools/${pool}/challenge` },
    ...(lack === 'key-unknown' ? { whatToDo: 'ask whoever runs this API to give you the pool' } : {}),
  });
