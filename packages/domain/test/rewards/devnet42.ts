/** A private Conway network of five pools, each far beyond saturation, as its ledger dump has it. */
import {
  credentialHash,
  lovelace,
  type PoolId,
  parseCredential,
  poolId,
  ratio,
  type StakeSnapshot,
  stakeCredential,
} from '../../src/index.ts';
import type { RewardInputs } from '../../src/rewards/index.ts';
import { testParameters, testPool, testSnapshot } from '../../src/testing.ts';
import { isShared, sharedText } from '../shared-data.ts';

const FILE = 'chain/ledger-state/expected-values.json';
const DUMP = 'A2-conway-devnet42.newepochstate.slot259174.cbor';

export const isDevnetShared = isShared(FILE);

interface DumpPool {
  pledge: number;
  cost: number;
  margin: [number, number];
  rewardAccount: string;
  owners: string[];
}

export interface DevnetDump {
  reserves: number;
  treasury: number;
  snapshotFee: number;
  rewardPotNonMyopic: number;
  blocksMadePrevEpoch: Record<string, number>;
  go: { stake: Record<string, number>; delegations: Record<string, string>; pools: Record<string, DumpPool> };
  rewardUpdate: Record<string, unknown> & { rewards: Record<string, { type: string; pool: string; amount: number }[]> };
}

/** @throws Error where the file has no such dump */
export function devnetDump(): DevnetDump {
  const dumps: Record<string, DevnetDump> = JSON.parse(sharedText(FILE));
  const dump = dumps[DUMP];
  if (dump === undefined) throw new Error(`${FILE} has no ${DUMP}`);
  return dump;
}

export function devnetInputs(dump: DevnetDump): RewardInputs {
  return {
    network: {
      epochLength: 86_400,
      activeSlotCoefficient: ratio(1n, 20n),
      maxLovelaceSupply: lovelace(45_000_000_000_000_000n),
    },
    parameters: testParameters({ optimalPoolCount: 150 }),
    reserves: lovelace(BigInt(dump.reserves)),
    fees: lovelace(BigInt(dump.snapshotFee)),
    blocks: new Map(
      Object.entries(dump.blocksMadePrevEpoch).map(([id, blocks]): [PoolId, number] => [poolId(id), blocks]),
    ),
    snapshot: snapshotOf(dump),
  };
}

function snapshotOf({ go }: DevnetDump): StakeSnapshot {
  const ids = Object.keys(go.pools);
  return testSnapshot(
    Object.entries(go.pools).map(([id, { pledge, cost, margin, rewardAccount, owners }]) =>
      testPool(1, {
        poolId: poolId(id),
        pledge: lovelace(BigInt(pledge)),
        cost: lovelace(BigInt(cost)),
        margin: ratio(BigInt(margin[0]), BigInt(margin[1])),
        // an address: one byte of header (e0: a key's, on a testnet), then the hash
        rewardAccount: stakeCredential('key', rewardAccount.slice(2)),
        owners: owners.map(credentialHash),
      }),
    ),
    Object.entries(go.stake).map(([account, stake]) => [
      parseCredential(account),
      ids.indexOf(go.delegations[account] ?? ''),
      BigInt(stake),
    ]),
  );
}
