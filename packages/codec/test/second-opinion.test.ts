import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { addressText, decodeBlock } from '@pooltool/codec';
import type { Block, CertificateEffect, StakeCredential, Transaction } from '@pooltool/domain';
import { fromHex } from '@pooltool/shared-utils/crypto';
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

/** What is read of an event; amounts above 2^53 are rounded on both sides alike. */
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
  transaction?: { hash: string; fee: number };
  tx_input?: { tx_id: string; index: number };
  tx_output?: { address: string; amount: number };
  stake_registration?: { credential: OuraCredential };
  stake_deregistration?: { credential: OuraCredential };
  stake_delegation?: { credential: OuraCredential; pool_hash: string };
  pool_registration?: {
    operator: string;
    vrf_keyhash: string;
    pledge: number;
    cost: number;
    margin: number;
    reward_account: string;
    pool_owners: string[];
    pool_metadata: string | null;
    pool_metadata_hash: string | null;
  };
  pool_retirement?: { pool: string; epoch: number };
  move_instantaneous_rewards_cert?: { from_reserves: boolean; to_stake_credentials: [OuraCredential, number][] | null };
}

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
  if (transaction) return [['transaction', transaction.hash, transaction.fee]];
  if (tx_input) return [['input', tx_input.tx_id, tx_input.index]];
  if (tx_output) return [['output', tx_output.address, tx_output.amount]];
  if (stake_registration) return [['registration', account(stake_registration.credential)]];
  if (stake_deregistration) return [['deregistration', account(stake_deregistration.credential)]];
  // One real delegation of preprod carries 56 bytes, of which nodes kept the first 28; the other decoder shows them all.
  if (stake_delegation)
    return [['delegation', account(stake_delegation.credential), stake_delegation.pool_hash.slice(0, 56)]];
  if (pool_retirement) return [['retirement', pool_retirement.pool, pool_retirement.epoch]];
  if (rewards) {
    const amounts = rewards.to_stake_credentials?.map(([credential, amount]) => [account(credential), amount]);
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
    pool_metadata,
    pool_metadata_hash,
  } = pool_registration;
  return [
    [
      'pool',
      operator,
      vrf_keyhash,
      pledge,
      cost,
      margin,
      reward_account.slice(2),
      pool_owners,
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

const factsOfTransaction = ({ id, fee, inputs, outputs, certificates }: Transaction): Fact[] => [
  ['transaction', id, Number(fee)],
  ...inputs.map(({ transactionId, index }) => ['input', transactionId, index]),
  ...outputs.map(({ address, amount }) => ['output', addressText(fromHex(address)), Number(amount)]),
  ...certificates.flatMap(({ effects }) => effects.flatMap(factsOfEffect)),
];

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
        effect.to.kind === 'credentials'
          ? effect.to.amounts.map(([one, amount]) => [ours(one), Number(amount)])
          : undefined;
      return [['rewards', effect.from === 'reserves', amounts]];
    }
    case 'pool-registration': {
      const { poolId, vrfKeyHash, pledge, cost, margin, rewardAccount, owners, metadata } = effect.pool;
      const share = Number(margin.numerator) / Number(margin.denominator);
      const url = [metadata?.url ?? null, metadata?.hash ?? null];
      return [['pool', poolId, vrfKeyHash, Number(pledge), Number(cost), share, rewardAccount.hash, owners, ...url]];
    }
    case 'genesis-delegation':
      return [];
  }
}

describe.skipIf(noSharedData)('an independent decoder agrees (needs ../shared/data)', () => {
  test.each(STREAMS)('on every block, transaction, input, output and certificate of %s', (stream) => {
    const path = sharedData(`chain/oura/derived-v1.${stream}.jsonl.gz`);
    const events: OuraEvent[] = gunzipSync(readFileSync(path))
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const blocks = events.flatMap(({ variant, block }) =>
      variant === 'Block' && block ? [decodeBlock(fromHex(block.cbor_hex))] : [],
    );
    // Byron states no fee (Oura says 0) and keys of 64 bytes; Oura does not know that a transaction failed.
    const known = blocks.filter(({ era, transactions }) => era !== 'byron' && transactions.every(({ valid }) => valid));
    const wanted = new Set<string>(known.map(({ hash }) => hash));
    expect(known.length).toBeGreaterThan(5);

    let current = '';
    const theirs = events.flatMap((event) => {
      if (event.block) current = event.block.hash;
      return wanted.has(current) ? factsOfEvent(event) : [];
    });
    expect(known.flatMap(factsOfBlock)).toEqual(theirs);
  });
});
