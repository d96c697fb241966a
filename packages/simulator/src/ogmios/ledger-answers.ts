import { writeFile } from 'node:fs/promises';
import { credentialText } from '@pooltool/domain';
import { blake2b256, encodePoolId, toHex } from '@pooltool/shared-utils/crypto';
import type { JsonObject, JsonValue } from '@pooltool/shared-utils/json';
import type { Ledger } from '../ledger/ledger.ts';
import { instantStake } from '../ledger/snapshot.ts';
import { eraStart, eraSummaries, parametersAnswer } from './answers/parameters.ts';
import { liveStakeAnswer, stakePoolsAnswer } from './answers/pools.ts';
import { projectedRewards } from './answers/projected-rewards.ts';
import { performancesAnswer, provenanceAnswer, totalStakeOf } from './answers/rewards.ts';
import { ada, byPool, credentialOf, type OgmiosFace, pointOf } from './answers/wire-words.ts';
import { methodUnknown } from './failure.ts';
import type { NodeState, SimulatedNode } from './node.ts';
import { credentialsOf, fieldOf, listOf, lovelaceOf, poolIdOf, textOf } from './params.ts';

/** Answers `queryLedgerState/<name>` on one state. @throws RpcFailure */
export async function ledgerAnswer(
  name: string,
  params: JsonObject,
  { node, state, face }: { readonly node: SimulatedNode; readonly state: NodeState; readonly face: OgmiosFace },
): Promise<JsonValue> {
  const { network, parameters } = node;
  const { at, ledger } = state;
  const totalStake = totalStakeOf(ledger, network);
  switch (name) {
    case 'epoch':
      return ledger.epoch;
    case 'tip':
      return pointOf(at);
    case 'eraStart':
      return eraStart();
    case 'eraSummaries':
      return eraSummaries(network);
    case 'protocolParameters':
      return parametersAnswer(parameters, face);
    case 'treasuryAndReserves':
      return { treasury: ada(ledger.treasury), reserves: ada(ledger.reserves) };
    case 'stakePools': {
      const only = fieldOf(params, 'stakePools');
      return stakePoolsAnswer(ledger, {
        includeStake: fieldOf(params, 'includeStake') === true,
        only: only === undefined ? null : listOf(only, poolIdOf),
      });
    }
    case 'rewardsProvenance':
      return face === 'v6.11' ? performancesAnswer(ledger, network, parameters) : provenanceAnswer(ledger, network);
    case 'stakePoolsPerformances':
      if (face === 'v6.11') throw methodUnknown();
      return performancesAnswer(ledger, network, parameters);
    case 'liveStakeDistribution':
      return liveStakeAnswer(ledger, totalStake);
    case 'projectedRewards':
      return projectedAnswer(ledger, params, (stake) => projectedRewards(ledger, stake, { totalStake, parameters }));
    case 'rewardAccountSummaries':
      return summariesAnswer(ledger, params, face);
    case 'operationalCertificates':
      return byPool(node.certificateNumbers(at), (count) => count);
    case 'nonces':
      return noncesOf(state);
    case 'dump':
      await writeFile(textOf(fieldOf(params, 'to')), node.dumpOf(ledger));
      return null;
    default:
      throw methodUnknown();
  }
}

function projectedAnswer(
  ledger: Ledger,
  params: JsonObject,
  project: (stake: bigint) => ReturnType<typeof projectedRewards>,
): JsonObject {
  const told = (stake: bigint): JsonObject => byPool(project(stake), ada);
  const outputs = instantStake(ledger);
  const stakeOf = (who: string): bigint => (outputs.get(who) ?? 0n) + (ledger.accounts.get(who)?.balance ?? 0n);
  const amounts = listOf(fieldOf(params, 'stake'), lovelaceOf);
  return Object.fromEntries([
    ...amounts.map((amount) => [`${amount}`, told(amount)] as const),
    ...credentialsOf(params).map((one) => [one.hash, told(stakeOf(credentialText(one)))] as const),
  ]);
}

/** A list since 6.13; a map by hash before. */
function summariesAnswer({ accounts }: Ledger, params: JsonObject, face: OgmiosFace): JsonValue {
  const found = credentialsOf(params).flatMap((credential) => {
    const who = credentialText(credential);
    const account = accounts.get(who);
    return account === undefined ? [] : [{ who, hash: credential.hash, account }];
  });
  const amounts = ({ balance, deposit }: (typeof found)[number]['account']) => ({
    rewards: ada(balance),
    deposit: ada(deposit),
  });
  if (face === 'v6.11') {
    return Object.fromEntries(
      found.map(({ hash, account }) => [
        hash,
        { ...(account.pool === null ? {} : { delegate: { id: encodePoolId(account.pool) } }), ...amounts(account) },
      ]),
    );
  }
  return found.map(({ who, account }) => ({
    ...credentialOf(who),
    ...(account.pool === null ? {} : { stakePool: { id: encodePoolId(account.pool) } }),
    ...amounts(account),
  }));
}

/** The simulator has no VRF: each nonce is a hash of what it would depend on. */
function noncesOf({ at, ledger }: NodeState): JsonObject {
  const of = (...parts: readonly (string | number)[]): string => toHex(blake2b256(Buffer.from(parts.join(' '))));
  return {
    epochNonce: of('epoch', ledger.epoch),
    candidateNonce: of('candidate', ledger.epoch, at.block.hash),
    evolvingNonce: of('evolving', at.block.hash),
    lastEpochLastAncestor: ledger.epoch === 0 ? 'neutral' : of('ancestor', ledger.epoch - 1),
  };
}
