import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { addressText, decodeBlock } from '@pooltool/codec';
import type {
  Block,
  CertificateEffect,
  Relay,
  StakeCredential,
  Transaction,
  TransactionOutput,
} from '@pooltool/domain';
import { fromHex } from '@pooltool/shared-utils/crypto';
import { parseLossless } from '@pooltool/shared-utils/json';
import { describe, expect, test } from 'vitest';
import { noSharedData, sharedData } from './support/shared-data.ts';

/** Oura v1 events that an independent decoder derived from real blocks. */
const STREAMS = [
  'preview.chunk00000',
  'preview.chunk00161-pool-reg-and-retire',
  'preview.chunk00210',
  'singles-mainnet',
  'singles-preprod',
  'singles-preview',
];

interface OuraCredential {
  AddrKeyhash?: string;
  Scripthash?: string;
}

/** A whole number of an event: one beyond 2^53 is read as a bigint, so that no digit is compared away. */
type Whole = number | bigint;

interface OuraOutput {
  address: string;
  amount: Whole;
}

interface OuraInput {
  tx_id: string;
  index: number;
}

interface OuraTransaction {
  hash: string;
  fee: Whole;
  total_output: Whole;
  collateral_inputs: OuraInput[] | null;
  collateral_output: OuraOutput | null;
  withdrawals: { reward_account: string; coin: Whole }[] | null;
  plutus_redeemers: { ex_units_mem: Whole; ex_units_steps: Whole }[];
}

/** What is read of an event. */
interface OuraEvent {
  variant: string;
  block?: {
    cbor_hex: string;
    hash: string;
    previous_hash: string;
    number: number;
    slot: number;
    body_size: number;
    issuer_vkey: string;
  };
  transaction?: OuraTransaction;
  tx_input?: OuraInput;
  tx_output?: OuraOutput;
  stake_registration?: { credential: OuraCredential };
  stake_deregistration?: { credential: OuraCredential };
  stake_delegation?: { credential: OuraCredential; pool_hash: string };
  pool_registration?: {
    operator: string;
    vrf_keyhash: string;
    pledge: Whole;
    cost: Whole;
    margin: number;
    reward_account: string;
    pool_owners: string[];
    relays: string[];
    pool_metadata: string | null;
    pool_metadata_hash: string | null;
  };
  pool_retirement?: { pool: string; epoch: number };
  move_instantaneous_rewards_cert?: { from_reserves: boolean; to_stake_credentials: [OuraCredential, Whole][] | null };
}

function eventOf(line: string): OuraEvent {
  const event: unknown = parseLossless(line);
  if (isEvent(event)) return event;
  throw new TypeError('a line of the stream is no event');
}

const isEvent = (event: unknown): event is OuraEvent =>
  typeof event === 'object' && event !== null && 'variant' in event && typeof event.variant === 'string';

type Fact = readonly unknown[];

const account = ({ AddrKeyhash, Scripthash }: OuraCredential): string =>
  AddrKeyhash === undefined ? `script:${Scripthash}` : `key:${AddrKeyhash}`;
const ours = ({ kind, hash }: StakeCredential): string => `${kind}:${hash}`;

function factsOfEvent(event: OuraEvent): Fact[] {
  const {
    block,
    transaction,
    tx_input,
    tx_output,
    stake_registration,
    stake_deregistration,
    stake_delegation,
    pool_registration,
    pool_retirement,
  } = event;
  const rewards = event.move_instantaneous_rewards_cert;
  if (event.variant === 'Block' && block)
    return [['block', block.hash, block.previous_hash, block.number, block.slot, block.body_size, block.issuer_vkey]];
  if (transaction) return [factOfOuraTransaction(transaction)];
  if (tx_input) return [['input', tx_input.tx_id, tx_input.index]];
  if (tx_output) return [['output', tx_output.address, BigInt(tx_output.amount)]];
  if (stake_registration) return [['registration', account(stake_registration.credential)]];
  if (stake_deregistration) return [['deregistration', account(stake_deregistration.credential)]];
  // One real delegation of preprod carries 56 bytes, of which nodes kept the first 28; the other decoder shows them all.
  if (stake_delegation)
    return [['delegation', account(stake_delegation.credential), stake_delegation.pool_hash.slice(0, 56)]];
  if (pool_retirement) return [['retirement', pool_retirement.pool, pool_retirement.epoch]];
  if (rewards) {
    const amounts = rewards.to_stake_credentials?.map(([credential, amount]) => [account(credential), BigInt(amount)]);
    return [['rewards', rewards.from_reserves, amounts]];
  }
  if (!pool_registration) return [];
  const {
    operator,
    vrf_keyhash,
    pledge,
    cost,
    margin,
    reward_account,
    pool_owners,
    relays,
    pool_metadata,
    pool_metadata_hash,
  } = pool_registration;
  return [
    [
      'pool',
      operator,
      vrf_keyhash,
      BigInt(pledge),
      BigInt(cost),
      margin,
      reward_account.slice(2),
      pool_owners,
      relays,
      pool_metadata,
      pool_metadata_hash,
    ],
  ];
}

const factsOfBlock = (block: Block): Fact[] => [
  [
    'block',
    block.hash,
    block.parentHash ?? '',
    block.height,
    block.slot,
    block.bodySize,
    block.issuer?.verificationKey,
  ],
  ...block.transactions.flatMap(factsOfTransaction),
];

/** Everything of a transaction that stands in its own event. A main network key's account comes without its first byte. */
function factOfOuraTransaction(transaction: OuraTransaction): Fact {
  const { hash, fee, total_output, collateral_inputs, collateral_output, withdrawals, plutus_redeemers } = transaction;
  return [
    'transaction',
    hash,
    BigInt(fee),
    BigInt(total_output),
    collateral_inputs?.map(({ tx_id, index }) => [tx_id, index]) ?? [],
    collateral_output === null ? null : [collateral_output.address, BigInt(collateral_output.amount)],
    withdrawals?.map(({ reward_account, coin }) => [reward_account.slice(-56), BigInt(coin)]) ?? [],
    sumOf(plutus_redeemers.map(({ ex_units_mem }) => BigInt(ex_units_mem))),
    sumOf(plutus_redeemers.map(({ ex_units_steps }) => BigInt(ex_units_steps))),
  ];
}

const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);

const factsOfTransaction = (transaction: Transaction): Fact[] => [
  factOfOurTransaction(transaction),
  ...transaction.inputs.map(({ transactionId, index }) => ['input', transactionId, index]),
  ...transaction.outputs.map((output) => ['output', ...factOfOutput(output)]),
  ...transaction.certificates.flatMap(({ effects }) => effects.flatMap(factsOfEffect)),
];

const factOfOutput = ({ address, amount }: TransactionOutput): Fact => [addressText(fromHex(address)), amount];

function factOfOurTransaction(transaction: Transaction): Fact {
  const { id, fee, outputs, collateralInputs, collateralReturn, withdrawals, executionUnits } = transaction;
  return [
    'transaction',
    id,
    fee,
    sumOf(outputs.map(({ amount }) => amount)),
    collateralInputs.map(({ transactionId, index }) => [transactionId, index]),
    collateralReturn === null ? null : factOfOutput(collateralReturn),
    withdrawals.map(({ credential, amount }) => [credential.hash, amount]),
    executionUnits.memory,
    executionUnits.steps,
  ];
}

/** Oura v1 writes an address as `IPv4:port` (chain-input.md 1.4); none of the streams has one of IPv6. */
function relayText(relay: Relay): string {
  const port = relay.kind === 'srv' || relay.port === null ? '' : `:${relay.port}`;
  return `${relay.kind === 'address' ? (relay.ipv4 ?? '') : relay.name}${port}`;
}

function factsOfEffect(effect: CertificateEffect): Fact[] {
  switch (effect.kind) {
    case 'stake-registration':
      return [['registration', ours(effect.credential)]];
    case 'stake-deregistration':
      return [['deregistration', ours(effect.credential)]];
    case 'stake-delegation':
      return [['delegation', ours(effect.credential), effect.poolId]];
    case 'pool-retirement':
      return [['retirement', effect.poolId, effect.retiringEpoch]];
    case 'instantaneous-rewards': {
      const amounts =
        effect.to.kind === 'credentials' ? effect.to.amounts.map(([one, amount]) => [ours(one), amount]) : undefined;
      return [['rewards', effect.from === 'reserves', amounts]];
    }
    case 'pool-registration': {
      const { poolId, vrfKeyHash, pledge, cost, margin, rewardAccount, owners, relays, metadata } = effect.pool;
      const share = Number(margin.numerator) / Number(margin.denominator);
      const url = [metadata?.url ?? null, metadata?.hash ?? null];
      const told = relays.map(relayText);
      return [['pool', poolId, vrfKeyHash, pledge, cost, share, rewardAccount.hash, owners, told, ...url]];
    }
    case 'genesis-delegation':
      return [];
  }
}

describe.skipIf(noSharedData)('an independent decoder agrees (needs ../shared/data)', () => {
  test.each(STREAMS)('on every block, transaction, input, output, amount and certificate of %s', (stream) => {
    const path = sharedData(`chain/oura/derived-v1.${stream}.jsonl.gz`);
    const events = gunzipSync(readFileSync(path)).toString().trim().split('\n').map(eventOf);
    const blocks = events.flatMap(({ variant, block }) =>
      variant === 'Block' && block ? [decodeBlock(fromHex(block.cbor_hex))] : [],
    );
    expect(blocks.length).toBeGreaterThan(5);
    // None of these is of Byron, where Oura says a fee of 0, and none has a failed transaction, of which Oura tells the fee.
    expect(blocks.flatMap(factsOfBlock)).toEqual(events.flatMap(factsOfEvent));
  });
});
