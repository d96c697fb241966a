import {
  blockHash,
  customNetwork,
  epoch,
  epochSlot,
  factsOf,
  height,
  lovelace,
  type Network,
  poolId,
  ratio,
  slot,
  transactionId,
} from '@pooltool/domain';
import { sha256Hex } from '@pooltool/shared-utils/crypto';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { claimNetwork, recordBlocks } from '@pooltool/store';

const hex = (number: number, bytes: number): string => number.toString(16).padStart(bytes * 2, '0');
const hashOf = (number: number) => blockHash(sha256Hex(`block ${number}`));

/** A chain of one-second slots whose system started so long ago that `slots` have passed. */
export const networkStarted = (slotsAgo: number, nowMs: number): Network =>
  customNetwork({
    name: 'garden',
    magic: 7,
    systemStartMs: Math.floor(nowMs / 1000) * 1000 - slotsAgo * 1000,
    epochLength: 3_600,
    activeSlotCoefficient: ratio(1n, 20n),
  });

/** Blocks at these slots, as the consumer would record them; heights go on from the first. */
export async function recordChain(
  pool: Pool,
  network: Network,
  { slots, firstHeight = 1 }: { readonly slots: readonly number[]; readonly firstHeight?: number },
): Promise<void> {
  await claimNetwork(pool, network);
  const facts = slots.map((at, index) => {
    const number = firstHeight + index;
    return factsOf(
      {
        kind: 'main',
        era: 'conway',
        hash: hashOf(number),
        parentHash: hashOf(number - 1),
        height: height(number),
        slot: slot(at),
        issuer: {
          poolId: poolId(hex((number % 5) + 1, 28)),
          verificationKey: hex(1, 32),
          operationalCertificate: 3,
          leaderVrfOutput: hex(1, 64),
          blockVrfOutput: hex(1, 64),
        },
        protocolVersion: { major: 10, minor: 0 },
        bodySize: 100,
        size: 1_000,
        transactions: [
          {
            id: transactionId(hex(number, 32)),
            index: 0,
            valid: true,
            fee: lovelace(1_234_567n),
            inputs: [],
            outputs: [{ address: '60', amount: lovelace(34_000_000n) }],
            collateralInputs: [],
            collateralReturn: null,
            certificates: [],
            withdrawals: [],
            donation: lovelace(0n),
            executionUnits: { memory: 7n, steps: 9n },
          },
        ],
      },
      {
        epoch: epoch(Math.floor(at / network.epochLength)),
        epochSlot: epochSlot(at % network.epochLength),
        lagMs: null,
      },
    );
  });
  await inTransaction(pool, (tx) => recordBlocks(tx, facts, { feed: 'chain', tellFrom: null }));
}

/** Pots of epochs 0 … `epochs`−1, rewards of all but the last two as final and of the one before the last as a forecast. */
export async function recordRewards(pool: Pool, epochs: number): Promise<void> {
  for (let of = 0; of < epochs; of += 1) {
    const reserves = 13_286_160_713_000_000n - BigInt(of) * 25_411_908_123_456n;
    const treasury = 1_512_344_871_000_007n + BigInt(of) * 5_100_123_000_000n;
    await pool.query('insert into epoch_pots (epoch, reserves, treasury) values ($1, $2, $3)', [
      of,
      reserves,
      treasury,
    ]);
    if (of > epochs - 2) continue;
    const final = of < epochs - 2;
    await pool.query(
      `insert into reward_epoch (earned_epoch, status, efficiency, incentives, fees, reward_pot, treasury_tax, available,
         circulation, active_stake, leader_rewards, member_rewards, returned_to_reserves, unregistered_to_treasury, rewards)
       values ($1, $2, '21300/21600', 39858481739139, 91234567890, 39949716307029, 7989943261405, 31959773045624,
         31713839286000000, 22710000000000000, 1712345678901, 17123456789012, 13123970577711, $3, 1312345)`,
      [of, final ? 'final' : 'forecast', final ? 4_321_000_000n : null],
    );
  }
}

interface RunRecipe {
  readonly asset: string;
  readonly partition: number;
  readonly state?: 'ok' | 'failed' | 'running';
  readonly inputs?: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  readonly error?: unknown;
  readonly metadata?: unknown;
}

/** A run and its partition, as the pipeline leaves them. Answers the run's number. */
export async function recordRun(
  pool: Pool,
  { asset, partition, state = 'ok', inputs = {}, error = null, metadata = {} }: RunRecipe,
): Promise<bigint> {
  const { rows } = await pool.query<{ id: bigint }>(
    `insert into asset_run (asset, partition, attempt, state, step, steps, worker, version, requested_by, started_at,
       finished_at, inputs, metadata, error)
     values ($1, $2, 1, $3, $4, $5, 'epoch-processing@garden', 1, 'automatic', now() - interval '48 s',
       case when $3 = 'running' then null else now() - interval '40 s' end, $6, $7, $8) returning id`,
    [
      asset,
      String(partition),
      state,
      state === 'ok' ? 'check' : 'save',
      JSON.stringify([
        { name: 'load', ms: 2_311 },
        { name: 'compute', ms: 148 },
        ...(state === 'ok'
          ? [
              { name: 'save', ms: 5_204 },
              { name: 'check', ms: 36 },
            ]
          : []),
      ]),
      JSON.stringify(inputs),
      JSON.stringify(metadata),
      error === null ? null : JSON.stringify(error),
    ],
  );
  const id = rows[0]?.id ?? 0n;
  await pool.query(
    `insert into asset_partition (asset, partition, position, state, materialization, run, requested_by, changed_at)
     values ($1, $2, $3, $4, case when $4 = 'ok' then $5::int8 end, $5, 'automatic', now())
     on conflict (asset, partition) do update set state = excluded.state, run = excluded.run, changed_at = now(),
       materialization = coalesce(excluded.materialization, asset_partition.materialization)`,
    [asset, String(partition), partition, state, id],
  );
  return id;
}

export async function recordRequest(pool: Pool, asset: string, partition: number): Promise<void> {
  await pool.query(
    `insert into asset_partition (asset, partition, position, state, requested_by, changed_at)
     values ($1, $2, $3, 'requested', 'sensor ledger_arrivals', now())`,
    [asset, String(partition), partition],
  );
}

export const CHECK_FAILED = {
  code: 'POOLTOOL_CHECK_FAILED',
  message: 'books balance: the pots of epoch 9 miss 1 lovelace',
  details: { check: 'books balance', expected: '13261160713000000', got: '13261160713000001' },
  causes: [{ code: '23514', message: 'new row violates check constraint' }],
};
