import { hexOf, InvalidValue } from '../units/brand.ts';
import { type PoolId, poolId } from '../units/hashes.ts';
import { type Lovelace, lovelace } from '../units/lovelace.ts';
import { parseRatio, type Ratio, ratioText } from '../units/ratio.ts';
import { type Epoch, epoch } from '../units/time.ts';
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
const fileJson = ({ key, sha256, bytes }: FileNote) => ({ key, sha256, bytes });

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
  const given = fieldsAt('', json);
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

const fileOf = (given: Fields): FileNote => ({
  key: given.text('key'),
  sha256: given.word('sha256', '64 lower-case hex characters', () => hexOf('sha256', 32, given.text('sha256'))),
  bytes: given.number('bytes'),
});

/** A JSON object being read: every complaint names the whole path of the field. */
interface Fields {
  names(): string[];
  get(name: string): unknown;
  number(name: string): number;
  text(name: string): string;
  epoch(name: string): Epoch;
  /** signed */
  integer(name: string): bigint;
  lovelace(name: string): Lovelace;
  /** lovelace that may be negative */
  difference(name: string): bigint;
  ratio(name: string): Ratio;
  /** a word whose own constructor knows its rule, but not where it stands */
  word<Word>(name: string, rule: string, make: () => Word): Word;
  fields(name: string): Fields;
  list(name: string): Fields[];
  wrong(name: string, rule: string): InvalidValue;
}

function fieldsAt(path: string, value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidValue({ word: path || 'ledger arrival', given: value, rule: 'an object' });
  }
  const map = new Map<string, unknown>(Object.entries(value));
  const pathOf = (name: string) => (path === '' ? name : `${path}.${name}`);
  const wrong = (name: string, rule: string) => new InvalidValue({ word: pathOf(name), given: map.get(name), rule });
  const text = (name: string): string => {
    const found = map.get(name);
    if (typeof found !== 'string') throw wrong(name, 'a text');
    return found;
  };
  const word = <Word>(name: string, rule: string, make: () => Word): Word => {
    try {
      return make();
    } catch (error) {
      throw error instanceof InvalidValue ? wrong(name, rule) : error;
    }
  };
  const number = (name: string): number => {
    const found = map.get(name);
    if (typeof found !== 'number' || !Number.isSafeInteger(found) || found < 0) throw wrong(name, 'a whole number');
    return found;
  };
  return {
    names: () => [...map.keys()],
    get: (name) => map.get(name),
    wrong,
    text,
    number,
    word,
    epoch: (name) => word(name, 'an epoch', () => epoch(number(name))),
    ratio: (name) => word(name, 'a ratio n/d', () => parseRatio(text(name))),
    integer: (name) => {
      if (!/^-?\d{1,20}$/.test(text(name))) throw wrong(name, 'decimal digits');
      return BigInt(text(name));
    },
    lovelace: (name) => {
      if (!/^\d{1,20}$/.test(text(name))) throw wrong(name, 'lovelace as decimal digits');
      return lovelace(BigInt(text(name)));
    },
    difference: (name) => {
      if (!/^-?\d{1,20}$/.test(text(name))) throw wrong(name, 'lovelace as decimal digits, perhaps with a minus');
      return BigInt(text(name));
    },
    fields: (name) => fieldsAt(pathOf(name), map.get(name)),
    list: (name) => {
      const found = map.get(name);
      if (!Array.isArray(found)) throw wrong(name, 'a list');
      return found.map((one, index) => fieldsAt(`${pathOf(name)}[${index}]`, one));
    },
  };
}
