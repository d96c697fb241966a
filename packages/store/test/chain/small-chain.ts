import {
  type Block,
  blockHash,
  type CertificateEffect,
  credentialHash,
  epoch,
  epochSlot,
  factsOf,
  height,
  lovelace,
  type PoolId,
  poolId,
  ratio,
  type StakeCredential,
  slot,
  stakeCredential,
  type Tip,
  transactionId,
} from '@pooltool/domain';

export const SLOTS_PER_EPOCH = 100;

const hex = (number: number, bytes: number) => number.toString(16).padStart(bytes * 2, '0');
export const poolNumber = (number: number): PoolId => poolId(hex(number, 28));
export const credentialNumber = (number: number): StakeCredential => stakeCredential('key', hex(number, 28));

export interface BlockRecipe {
  readonly height: number;
  /** tells the blocks of two branches at one height apart */
  readonly branch: number;
  readonly parent: Tip | null;
  readonly pool: number;
  readonly effects?: readonly CertificateEffect[];
  readonly fee?: bigint;
}

export const delegation = (who: number, to: number): CertificateEffect => ({
  kind: 'stake-delegation',
  credential: credentialNumber(who),
  poolId: poolNumber(to),
});

export const deregistration = (who: number): CertificateEffect => ({
  kind: 'stake-deregistration',
  credential: credentialNumber(who),
  refund: lovelace(2_000_000n),
});

export const registration = (who: number): CertificateEffect => ({
  kind: 'stake-registration',
  credential: credentialNumber(who),
  deposit: null,
});

export const poolRegistration = (pool: number, pledge: bigint): CertificateEffect => ({
  kind: 'pool-registration',
  pool: {
    poolId: poolNumber(pool),
    vrfKeyHash: hex(pool, 32),
    pledge: lovelace(pledge),
    cost: lovelace(340_000_000n),
    margin: ratio(1n, 20n),
    rewardAccount: credentialNumber(pool),
    owners: [credentialHash(hex(pool, 28)), credentialHash(hex(pool + 1, 28))],
    relays: [{ kind: 'host', name: 'relay.example', port: 3001 }],
    metadata: null,
  },
});

export const retirement = (pool: number, at: number): CertificateEffect => ({
  kind: 'pool-retirement',
  poolId: poolNumber(pool),
  retiringEpoch: epoch(at),
});

export const tipOf = ({ slot, hash, height }: Block): Tip => ({ slot, hash, height });

/** One block, a slot every ten, whose certificates stand in one transaction. */
export function makeBlock({ height: number, branch, parent, pool, effects = [], fee = 170_000n }: BlockRecipe): Block {
  return {
    kind: 'main',
    era: 'conway',
    hash: blockHash(hex(number * 1000 + branch, 32)),
    parentHash: parent?.hash ?? null,
    height: height(number),
    slot: slot(number * 10 + branch),
    issuer: {
      poolId: poolNumber(pool),
      verificationKey: hex(pool, 32),
      operationalCertificate: 3,
      leaderVrfOutput: hex(number, 64),
      blockVrfOutput: hex(number, 64),
    },
    protocolVersion: { major: 10, minor: 0 },
    bodySize: 100,
    size: 1_000,
    transactions: [
      {
        id: transactionId(hex(number, 32)),
        index: 0,
        valid: true,
        fee: lovelace(fee),
        inputs: [],
        outputs: [{ address: '60', amount: lovelace(34_000_000_000_000_000n) }],
        collateralInputs: [],
        collateralReturn: null,
        certificates: effects.map((effect, index) => ({ tag: 0, index, effects: [effect] })),
        withdrawals: [],
        donation: lovelace(0n),
        executionUnits: { memory: 7n, steps: 9n },
      },
    ],
  };
}

export const factsOfBlock = (block: Block) =>
  factsOf(block, {
    epoch: epoch(Math.floor(block.slot / SLOTS_PER_EPOCH)),
    epochSlot: epochSlot(block.slot % SLOTS_PER_EPOCH),
    lagMs: null,
  });
