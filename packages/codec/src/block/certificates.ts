import {
  type Certificate,
  type CertificateEffect,
  credentialText,
  type Epoch,
  epoch,
  lovelace,
  type PoolId,
  poolId,
  type StakeCredential,
} from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { toHex } from '@pooltool/shared-utils/crypto';
import { readCredential } from './credential.ts';
import { readClamped } from './ledger-bounds.ts';
import { POOL_REGISTRATION_FIELDS, readPoolRegistration } from './pool-registration.ts';

const KEY_HASH = 28;
const HASH = 32;
const LAST_TAG = 18;
const MOST_EPOCH = 2 ** 31 - 1;
const NO_EFFECTS: readonly CertificateEffect[] = [];

/** The certificates of a transaction, in order: an array, or from Conway on a set. */
export const readCertificates = (reader: CborReader): Certificate[] =>
  reader.set((index) => readCertificate(reader, index));

/** `[tag, …]`; the arrays of every tag are listed in chain-input.md 2.5. */
function readCertificate(reader: CborReader, index: number): Certificate {
  const length = reader.arrayStart(2);
  const tag = reader.uintNumber();
  if (tag > LAST_TAG) throw reader.fail(`a certificate from 0 to ${LAST_TAG}`, `certificate ${tag}`);
  const { effects, read } = readEffects(reader, tag);
  reader.arrayEnd(length, 1 + read);
  return { tag, index, effects };
}

/** What a certificate does, and how many items behind its tag were read to know it. */
function readEffects(reader: CborReader, tag: number): { effects: readonly CertificateEffect[]; read: number } {
  switch (tag) {
    case 0:
      return { effects: [registered(readCredential(reader), null)], read: 1 };
    case 1:
      return { effects: [{ kind: 'stake-deregistration', credential: readCredential(reader), refund: null }], read: 1 };
    case 2:
    case 10: // and a vote
      return { effects: [delegated(reader, readCredential(reader))], read: 2 };
    case 3:
      return {
        effects: [{ kind: 'pool-registration', pool: readPoolRegistration(reader) }],
        read: POOL_REGISTRATION_FIELDS,
      };
    case 4:
      return {
        effects: [
          { kind: 'pool-retirement', poolId: poolId(reader.hex(KEY_HASH)), retiringEpoch: readRetiringEpoch(reader) },
        ],
        read: 2,
      };
    case 5:
      return { effects: [readGenesisDelegation(reader)], read: 3 };
    case 6:
      return { effects: [readInstantaneousRewards(reader)], read: 1 };
    case 7:
      return { effects: [registered(readCredential(reader), readCoin(reader))], read: 2 };
    case 8:
      return {
        effects: [{ kind: 'stake-deregistration', credential: readCredential(reader), refund: readCoin(reader) }],
        read: 2,
      };
    case 11: {
      const credential = readCredential(reader);
      const delegation = delegated(reader, credential);
      return { effects: [registered(credential, readCoin(reader)), delegation], read: 3 };
    }
    case 12: {
      const credential = readCredential(reader);
      reader.skip(); // DRep
      return { effects: [registered(credential, readCoin(reader))], read: 3 };
    }
    case 13: {
      const credential = readCredential(reader);
      const delegation = delegated(reader, credential);
      reader.skip(); // DRep
      return { effects: [registered(credential, readCoin(reader)), delegation], read: 4 };
    }
    default:
      return { effects: NO_EFFECTS, read: 0 };
  }
}

type Deposit = ReturnType<typeof readCoin> | null;

const readCoin = (reader: CborReader) => lovelace(reader.uintBig());

const registered = (credential: StakeCredential, deposit: Deposit): CertificateEffect => ({
  kind: 'stake-registration',
  credential,
  deposit,
});

const delegated = (reader: CborReader, credential: StakeCredential): CertificateEffect => ({
  kind: 'stake-delegation',
  credential,
  poolId: readDelegatedPool(reader),
});

/**
 * Nodes up to 10.5.1 took a pool id with bytes too many and kept its first 28, and such blocks are on chains for good
 * (preprod slot 96972032; Intersect's incident report of November 2025).
 */
function readDelegatedPool(reader: CborReader): PoolId {
  const bytes = reader.view();
  if (bytes.length < KEY_HASH) throw reader.fail(`${KEY_HASH} bytes of a pool id`, `${bytes.length} bytes`);
  return poolId(toHex(bytes.subarray(0, KEY_HASH)));
}

/**
 * The epoch of a retirement. The ledger checks its bounds when the certificate takes effect, so a transaction that failed
 * may state any number of 64 bits; one beyond our epochs is as good as the last.
 */
const readRetiringEpoch = (reader: CborReader): Epoch => epoch(readClamped(reader, MOST_EPOCH));

const readGenesisDelegation = (reader: CborReader): CertificateEffect => ({
  kind: 'genesis-delegation',
  genesisHash: reader.hex(KEY_HASH),
  delegateHash: reader.hex(KEY_HASH),
  vrfKeyHash: reader.hex(HASH),
});

/** `[0 reserves | 1 treasury, {credential: amount} | coin for the other pot]`; amounts may be negative since Alonzo. */
function readInstantaneousRewards(reader: CborReader): CertificateEffect {
  const length = reader.arrayStart(2);
  const pot = reader.uintNumber();
  if (pot > 1) throw reader.fail('pot 0 (reserves) or 1 (treasury)', `pot ${pot}`);
  const to = reader.peek() === 'map' ? readAmounts(reader) : ({ kind: 'other-pot', amount: readCoin(reader) } as const);
  reader.arrayEnd(length, 2);
  return { kind: 'instantaneous-rewards', from: pot === 0 ? 'reserves' : 'treasury', to };
}

/** Of a credential that stands twice in the map the last amount counts. */
function readAmounts(reader: CborReader): { kind: 'credentials'; amounts: (readonly [StakeCredential, bigint])[] } {
  const amounts = new Map<string, readonly [StakeCredential, bigint]>();
  reader.entries(() => {
    const credential = readCredential(reader);
    amounts.set(credentialText(credential), [credential, reader.intBig()]);
  });
  return { kind: 'credentials', amounts: [...amounts.values()] };
}
