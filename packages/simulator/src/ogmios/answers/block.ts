import type { Certificate, CertificateEffect, Transaction } from '@pooltool/domain';
import { CborReader } from '@pooltool/shared-utils/cbor';
import { encodeBech32, encodePoolId, fromHex } from '@pooltool/shared-utils/crypto';
import type { JsonObject, JsonValue } from '@pooltool/shared-utils/json';
import type { NodeBlock } from '../node.ts';
import { poolAnswer } from './pools.ts';
import { ada, fromOf, type OgmiosFace, rewardAccountOf } from './wire-words.ts';

/** A block as Ogmios tells it: no CBOR, and combined certificates taken apart (chain-input.md 4.2). */
export function blockAnswer({ block, bytes }: NodeBlock, face: OgmiosFace): JsonObject {
  const { issuer, protocolVersion } = block;
  if (issuer === null || protocolVersion === null) throw new TypeError('a simulated block has an issuer');
  const { vrfKey, kesKey, kesPeriod, proof } = headerRest(bytes);
  return {
    type: 'praos',
    era: block.era,
    id: block.hash,
    ancestor: block.parentHash ?? 'genesis',
    height: block.height,
    slot: block.slot,
    size: { bytes: block.bodySize },
    protocol: { version: { major: protocolVersion.major, minor: protocolVersion.minor } },
    issuer: {
      verificationKey: issuer.verificationKey,
      vrfVerificationKey: vrfKey,
      operationalCertificate: {
        count: issuer.operationalCertificate ?? 0,
        kes: { period: kesPeriod, verificationKey: kesKey },
      },
      leaderValue: { output: issuer.leaderVrfOutput ?? '', proof },
    },
    transactions: block.transactions.map((transaction) => transactionAnswer(transaction, face)),
  };
}

/** What the header says and the domain does not keep: `[7, [[[height, slot, parent, cold key, VRF key, …], …], …]]`. */
function headerRest(bytes: Uint8Array) {
  const reader = new CborReader(bytes);
  reader.arrayStart(2);
  reader.skip();
  reader.arrayStart();
  reader.arrayStart(2);
  reader.arrayStart(10);
  for (let item = 0; item < 4; item += 1) reader.skip();
  const vrfKey = reader.hex(32);
  reader.arrayStart(2);
  reader.skip();
  const proof = reader.hex();
  reader.skip();
  reader.skip();
  reader.arrayStart(4);
  const kesKey = reader.hex(32);
  reader.skip();
  return { vrfKey, proof, kesKey, kesPeriod: reader.uintNumber() };
}

function transactionAnswer(transaction: Transaction, face: OgmiosFace): JsonObject {
  const { inputs, outputs, certificates, withdrawals, fee } = transaction;
  return {
    id: transaction.id,
    spends: 'inputs',
    inputs: inputs.map(({ transactionId, index }) => ({ transaction: { id: transactionId }, index })),
    // v7 leaves out what is empty.
    ...(outputs.length === 0 && face === 'v7'
      ? {}
      : { outputs: outputs.map(({ address, amount }) => ({ address: addressText(address), value: ada(amount) })) }),
    fee: ada(fee ?? 0n),
    ...(certificates.length === 0 ? {} : { certificates: certificates.flatMap(certificateAnswers) }),
    ...(withdrawals.length === 0
      ? {}
      : {
          withdrawals: Object.fromEntries(
            withdrawals.map(({ credential, amount }) => [rewardAccountOf(credential), ada(amount)]),
          ),
        }),
    signatories: [],
  };
}

const addressText = (hex: string): string => encodeBech32('addr_test', fromHex(hex));

/** Certificates 10 and 13 also delegate the vote: to who always abstains (`../../chain/certificate.ts`). */
const certificateAnswers = ({ tag, effects }: Certificate): JsonValue[] =>
  effects.map((effect) => effectAnswer(effect, tag === 10 || tag === 13));

function effectAnswer(effect: CertificateEffect, votes: boolean): JsonObject {
  switch (effect.kind) {
    case 'stake-registration': {
      const deposit = effect.deposit === null ? {} : { deposit: ada(effect.deposit) };
      return { type: 'stakeCredentialRegistration', ...who(effect), ...deposit };
    }
    case 'stake-deregistration': {
      const deposit = effect.refund === null ? {} : { deposit: ada(effect.refund) };
      return { type: 'stakeCredentialDeregistration', ...who(effect), ...deposit };
    }
    case 'stake-delegation': {
      const vote = votes ? { delegateRepresentative: { type: 'abstain' } } : {};
      return { type: 'stakeDelegation', ...who(effect), stakePool: { id: encodePoolId(effect.poolId) }, ...vote };
    }
    case 'pool-registration':
      return { type: 'stakePoolRegistration', stakePool: poolAnswer(effect.pool) };
    case 'pool-retirement': {
      const stakePool = { id: encodePoolId(effect.poolId), retirementEpoch: effect.retiringEpoch };
      return { type: 'stakePoolRetirement', stakePool };
    }
    case 'genesis-delegation':
    case 'instantaneous-rewards':
      throw new TypeError(`the simulator makes no ${effect.kind}`);
  }
}

const who = ({ credential }: Extract<CertificateEffect, { readonly credential: unknown }>): JsonObject => ({
  from: fromOf(credential),
  credential: credential.hash,
});
