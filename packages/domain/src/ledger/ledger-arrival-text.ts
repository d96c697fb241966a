import { hexOf } from '../units/brand.ts';
import { type PoolId, poolId } from '../units/hashes.ts';
import { ratioText } from '../units/ratio.ts';
import { type Fields, fieldsAt } from './json-fields.ts';
import type { FileNote, LedgerArrival, RewardUpdateTotals, SnapshotFileNote } from './ledger-arrival.ts';
import type { LedgerLayout } from './ledger-state.ts';
import type { ProtocolParameters } from './parameters.ts';

/**
 * A ledger arrival as JSON text (schema ledger-arrival/1): lovelace as decimal strings, ratios as `n/d`, blocks as an
 * object sorted by pool. The same arrival is always the same text, so that its hash says whether it was seen before.
 */
export const ledgerArrivalText = (arrival: LedgerArrival): string =>
  JSON.stringify({
    schema: 'ledger-arrival/1',
    magic: arrival.magic,
    layout: arrival.layout,
    epoch: arrival.epoch,
    reserves: `${arrival.pots.reserves}`,
    treasury: `${arrival.pots.treasury}`,
    feesPrevious: `${arrival.feesPrevious}`,
    blocksPrevious: Object.fromEntries([...arrival.blocksPrevious].sort(([a], [b]) => (a < b ? -1 : 1))),
    blocksCurrent: arrival.blocksCurrent,
    parameters: parametersJson(arrival.parameters),
    parametersPrevious: parametersJson(arrival.parametersPrevious),
    rewardUpdate:
      arrival.rewardUpdate === null
        ? null
        : {
            toTreasury: `${arrival.rewardUpdate.toTreasury}`,
            fromReserves: `${arrival.rewardUpdate.fromReserves}`,
            leaderRewards: `${arrival.rewardUpdate.leaderRewards}`,
            memberRewards: `${arrival.rewardUpdate.memberRewards}`,
            rewards: arrival.rewardUpdate.rewards,
          },
    snapshots: arrival.snapshots.map(snapshotJson),
    accounts: { ...fileJson(arrival.accounts), count: arrival.accounts.count },
  });

/** Field by field: an object's own order would make other text of the same arrival. */
export const fileJson = ({ key, sha256, bytes }: FileNote) => ({ key, sha256, bytes });

const snapshotJson = (note: SnapshotFileNote) => ({
  role: note.role,
  activeEpoch: note.activeEpoch,
  ...fileJson(note),
  delegators: note.delegators,
  pools: note.pools,
});

const parametersJson = (parameters: ProtocolParameters) => ({
  optimalPoolCount: parameters.optimalPoolCount,
  pledgeInfluence: ratioText(parameters.pledgeInfluence),
  monetaryExpansion: ratioText(parameters.monetaryExpansion),
  treasuryGrowth: ratioText(parameters.treasuryGrowth),
  decentralisation: ratioText(parameters.decentralisation),
  protocolMajor: parameters.protocolVersion.major,
  protocolMinor: parameters.protocolVersion.minor,
  minPoolCost: `${parameters.minPoolCost}`,
  keyDeposit: `${parameters.keyDeposit}`,
  poolDeposit: `${parameters.poolDeposit}`,
  maxRetirementEpochs: parameters.maxRetirementEpochs,
  feePerByte: `${parameters.feePerByte}`,
  feeFixed: `${parameters.feeFixed}`,
  maxBlockBodySize: parameters.maxBlockBodySize,
  maxTransactionSize: parameters.maxTransactionSize,
  maxBlockHeaderSize: parameters.maxBlockHeaderSize,
});

/** Back from the parsed JSON. @throws InvalidValue naming the first field that is missing or wrong, as `parameters.feeFixed`. */
export function ledgerArrivalFrom(json: unknown): LedgerArrival {
  const given = fieldsAt('', json, 'ledger arrival');
  if (given.get('schema') !== 'ledger-arrival/1') throw given.wrong('schema', 'ledger-arrival/1');
  return {
    magic: given.number('magic'),
    layout: layoutOf(given),
    epoch: given.epoch('epoch'),
    pots: { reserves: given.lovelace('reserves'), treasury: given.lovelace('treasury') },
    feesPrevious: given.lovelace('feesPrevious'),
    blocksPrevious: blocksOf(given.fields('blocksPrevious')),
    blocksCurrent: given.number('blocksCurrent'),
    parameters: parametersOf(given.fields('parameters')),
    parametersPrevious: parametersOf(given.fields('parametersPrevious')),
    rewardUpdate: given.get('rewardUpdate') === null ? null : rewardUpdateOf(given.fields('rewardUpdate')),
    snapshots: given.list('snapshots').map(snapshotOf),
    accounts: { ...fileOf(given.fields('accounts')), count: given.fields('accounts').number('count') },
  };
}

const LAYOUTS: readonly LedgerLayout[] = ['A', 'A2', 'B', 'C'];

function layoutOf(given: Fields): LedgerLayout {
  const layout = LAYOUTS.find((one) => one === given.get('layout'));
  if (layout === undefined) throw given.wrong('layout', `one of ${LAYOUTS.join(', ')}`);
  return layout;
}

const blocksOf = (given: Fields): Map<PoolId, number> =>
  new Map(given.names().map((pool) => [given.word(pool, 'a pool id in hex', () => poolId(pool)), given.number(pool)]));

const parametersOf = (given: Fields): ProtocolParameters => ({
  optimalPoolCount: given.number('optimalPoolCount'),
  pledgeInfluence: given.ratio('pledgeInfluence'),
  monetaryExpansion: given.ratio('monetaryExpansion'),
  treasuryGrowth: given.ratio('treasuryGrowth'),
  decentralisation: given.ratio('decentralisation'),
  protocolVersion: { major: given.number('protocolMajor'), minor: given.number('protocolMinor') },
  minPoolCost: given.lovelace('minPoolCost'),
  keyDeposit: given.lovelace('keyDeposit'),
  poolDeposit: given.lovelace('poolDeposit'),
  maxRetirementEpochs: given.number('maxRetirementEpochs'),
  feePerByte: given.lovelace('feePerByte'),
  feeFixed: given.lovelace('feeFixed'),
  maxBlockBodySize: given.number('maxBlockBodySize'),
  maxTransactionSize: given.number('maxTransactionSize'),
  maxBlockHeaderSize: given.number('maxBlockHeaderSize'),
});

const rewardUpdateOf = (given: Fields): RewardUpdateTotals => ({
  toTreasury: given.lovelace('toTreasury'),
  fromReserves: given.integer('fromReserves'),
  leaderRewards: given.lovelace('leaderRewards'),
  memberRewards: given.lovelace('memberRewards'),
  rewards: given.number('rewards'),
});

const ROLES: readonly SnapshotFileNote['role'][] = ['mark', 'set', 'go'];

function snapshotOf(given: Fields): SnapshotFileNote {
  const role = ROLES.find((one) => one === given.get('role'));
  if (role === undefined) throw given.wrong('role', `one of ${ROLES.join(', ')}`);
  return {
    ...fileOf(given),
    role,
    activeEpoch: given.epoch('activeEpoch'),
    delegators: given.number('delegators'),
    pools: given.number('pools'),
  };
}

export const fileOf = (given: Fields): FileNote => ({
  key: given.text('key'),
  sha256: given.word('sha256', '64 lower-case hex characters', () => hexOf('sha256', 32, given.text('sha256'))),
  bytes: given.number('bytes'),
});
