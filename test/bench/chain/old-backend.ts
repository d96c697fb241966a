import type { Pool, Transaction } from '../../../packages/shared-utils/src/pg/index.ts';
import { inTransaction } from '../../../packages/shared-utils/src/pg/index.ts';

/**
 * How the backend before ours handled Oura's events: each in a transaction of its own, with the statements of its
 * consumer (original.md 1.2) and their indexes, and a commit. In favour of it: plans made once, and nothing of what it
 * wrote to Firebase and S3 for a block.
 */
export async function openOldBackend(pool: Pool): Promise<(event: OldEvent) => Promise<void>> {
  for (const statement of TABLES) await pool.query(statement);
  let epoch = 0;
  return async (event) => {
    const { context } = event;
    const at = { height: Number(context['block_number']), slot: context['slot'], seconds: context['timestamp'] };
    const inOne = (work: (tx: Transaction) => Promise<unknown>) => inTransaction(pool, work);
    switch (event.variant) {
      case 'Block': {
        const block = fieldsOf(event.payload);
        epoch = Number(block['epoch']);
        await pool.query({ name: 'old-pause', text: `select bool from sync_status where key = 'pause_block'` });
        return void (await inOne((tx) => blockEvent(tx, { block, hash: context['block_hash'], ...at })));
      }
      case 'Transaction':
        return void (await inOne((tx) => transactionEvent(tx, { ...fieldsOf(event.payload), epoch, ...at })));
      case 'TxOutput':
        return void (await inOne((tx) => outputEvent(tx, { ...fieldsOf(event.payload), epoch, ...at })));
      case 'StakeDelegation':
      case 'StakeDeregistration':
      case 'PoolRegistration':
      case 'PoolRetirement':
        return void (await inOne((tx) => certificateEvent(tx, event, { epoch, ...at })));
      case 'BlockEnd':
        return void (await inOne((tx) => blockEndEvent(tx, at.height)));
      default:
        // TxInput, StakeRegistration: accepted, nothing done.
        return;
    }
  };
}

type Fields = Readonly<Record<string, unknown>>;

export interface OldEvent {
  readonly variant: string;
  readonly context: Fields;
  readonly payload: unknown;
  readonly fingerprint: string | null;
}

interface At {
  readonly height: number;
  readonly slot: unknown;
  readonly seconds: unknown;
}

const TABLES = [
  `create table blocks (block bigint primary key, slot bigint, timestamp bigint, hash text, transactions int, epoch int,
     era text, epoch_slot int, vkey text, cbor_size int, body_size int, pool_id text, fees bigint default 0,
     output numeric default 0, ex_units_mem numeric default 0, ex_units_steps numeric default 0, lagprev int)`,
  `create index on blocks (epoch)`,
  `create table sync_status (key text primary key, block bigint, bool boolean, tx_fingerprints varchar[])`,
  `insert into sync_status values ('pause_block', null, false, null)`,
  `create table pools (pool_id text primary key, genesis boolean, life_blocks int default 0, epoch_blocks int default 0,
     epoch_blocks_epoch int, pledge numeric, cost numeric, margin float8, owners text[], relays text[], retired boolean,
     fretired boolean, fretired_epoch int)`,
  `create table pool_epoch_blocks (pool_id text, epoch int, blocks int, primary key (pool_id, epoch))`,
  `create table epoch_params (epoch int primary key, epoch_blocks int default 0, epoch_cbor_size bigint default 0,
     last_block_time bigint, epoch_tx_count bigint default 0, epoch_feess numeric default 0, epoch_output numeric default 0)`,
  `create table delegation_updates (stake_key text, from_pool_id text, to_pool_id text, block bigint, slot bigint,
     timestamp bigint, epoch_effective int, addr_type int, primary key (stake_key, slot, block))`,
  `create table live_delegators (stake_key text primary key, pool_id text, addr_type int, dirty boolean)`,
  `create table pool_updates (pool_id text, blocknum bigint, slot bigint, certificate_idx int, epoch int,
     epoch_effective int, retiring boolean, record jsonb, primary key (pool_id, slot, blocknum))`,
] as const;

async function blockEvent(tx: Transaction, { block, hash, ...at }: At & { block: Fields; hash: unknown }) {
  const { height, slot, seconds } = at;
  const known = await tx.query({
    name: 'old-known',
    text: 'select from blocks where block = $1',
    values: [height],
  });
  if (known.rows.length > 0) return;
  const cborBytes = String(block['cbor_hex']).length / 2;
  const pool = String(block['issuer_vkey']).slice(0, 56);
  const epoch = block['epoch'];
  await tx.query({
    name: 'old-block',
    text: `insert into blocks (block, slot, timestamp, hash, transactions, epoch, era, epoch_slot, vkey, cbor_size, body_size,
      pool_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing`,
    values: [
      ...[height, slot, seconds, hash, block['tx_count'], epoch, block['era'], block['epoch_slot']],
      ...[block['issuer_vkey'], cborBytes, block['body_size'], pool],
    ],
  });
  await tx.query({
    name: 'old-height',
    text: `insert into sync_status (key, block, tx_fingerprints) values ('height', $1, '{}')
      on conflict (key) do update set block = excluded.block, tx_fingerprints = excluded.tx_fingerprints`,
    values: [height],
  });
  await tx.query({
    name: 'old-newcomer',
    text: 'insert into pools (pool_id, genesis) values ($1, true) on conflict do nothing',
    values: [pool],
  });
  await tx.query({
    name: 'old-pool',
    text: `update pools set life_blocks = life_blocks + 1, epoch_blocks_epoch = $2,
      epoch_blocks = case when epoch_blocks_epoch = $2 then epoch_blocks + 1 else 1 end where pool_id = $1`,
    values: [pool, epoch],
  });
  await tx.query({
    name: 'old-pool-epoch',
    text: `insert into pool_epoch_blocks values ($1, $2, 1)
      on conflict (pool_id, epoch) do update set blocks = pool_epoch_blocks.blocks + 1`,
    values: [pool, epoch],
  });
  await tx.query({
    name: 'old-epoch',
    text: `insert into epoch_params (epoch, epoch_blocks, epoch_cbor_size, last_block_time, epoch_tx_count)
      values ($1, 1, $2, $3, $4) on conflict (epoch) do update set epoch_blocks = epoch_params.epoch_blocks + 1,
        epoch_cbor_size = epoch_params.epoch_cbor_size + excluded.epoch_cbor_size,
        last_block_time = excluded.last_block_time, epoch_tx_count = epoch_params.epoch_tx_count + excluded.epoch_tx_count`,
    values: [epoch, cborBytes, seconds, block['tx_count']],
  });
}

async function transactionEvent(tx: Transaction, told: Fields & At & { epoch: number }) {
  const redeemers: unknown = told['plutus_redeemers'];
  const sumOf = (name: string): number =>
    Array.isArray(redeemers) ? redeemers.reduce((sum, one) => sum + Number(fieldsOf(one)[name]), 0) : 0;
  await tx.query({
    name: 'old-transaction',
    text: `update blocks set fees = fees + $2, ex_units_mem = ex_units_mem + $3, ex_units_steps = ex_units_steps + $4
      where block = $1`,
    values: [told.height, told['fee'], sumOf('ex_units_mem'), sumOf('ex_units_steps')],
  });
  await tx.query({
    name: 'old-fees',
    text: 'update epoch_params set epoch_feess = epoch_feess + $2 where epoch = $1',
    values: [told.epoch, told['fee']],
  });
}

async function outputEvent(tx: Transaction, told: Fields & At & { epoch: number }) {
  await tx.query({
    name: 'old-output',
    text: 'update blocks set output = output + $2 where block = $1',
    values: [told.height, told['amount']],
  });
  await tx.query({
    name: 'old-epoch-output',
    text: 'update epoch_params set epoch_output = epoch_output + $2 where epoch = $1',
    values: [told.epoch, told['amount']],
  });
}

/** The newest block's, and only once by its fingerprint. */
async function certificateEvent(tx: Transaction, event: OldEvent, at: At & { epoch: number }) {
  const { rows } = await tx.query<{ block: bigint; known: boolean }>({
    name: 'old-fingerprints',
    text: `select block, $1 = any (tx_fingerprints) as known from sync_status where key = 'height'`,
    values: [event.fingerprint],
  });
  if (Number(rows[0]?.block) !== at.height || rows[0]?.known === true) return;
  const payload = fieldsOf(event.payload);
  if (event.variant === 'PoolRegistration' || event.variant === 'PoolRetirement')
    await poolCertificate(tx, payload, at);
  else await delegation(tx, payload, at);
  await tx.query({
    name: 'old-append',
    text: `update sync_status set tx_fingerprints = array_append(tx_fingerprints, $1) where key = 'height'`,
    values: [event.fingerprint],
  });
}

async function delegation(tx: Transaction, payload: Fields, { height, slot, seconds, epoch }: At & { epoch: number }) {
  const [kind = '', key = ''] = Object.entries(fieldsOf(payload['credential']))[0] ?? [];
  const type = kind === 'AddrKeyhash' ? 0 : 1;
  const to = payload['pool_hash'] ?? null;
  const had = await tx.query<{ pool_id: string | null }>({
    name: 'old-delegator',
    text: 'select pool_id from live_delegators where stake_key = $1',
    values: [key],
  });
  await tx.query({
    name: 'old-delegation',
    text: 'insert into delegation_updates values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing',
    values: [key, had.rows[0]?.pool_id ?? null, to, height, slot, seconds, epoch + 2, type],
  });
  await tx.query({
    name: 'old-live',
    text: `insert into live_delegators values ($1, $2, $3, true)
      on conflict (stake_key) do update set pool_id = excluded.pool_id`,
    values: [key, to, type],
  });
}

async function poolCertificate(tx: Transaction, payload: Fields, { height, slot, epoch }: At & { epoch: number }) {
  const pool = payload['operator'] ?? payload['pool'];
  const retiring = payload['operator'] === undefined;
  await tx.query({ name: 'old-known-pool', text: 'select * from pools where pool_id = $1', values: [pool] });
  await tx.query({
    name: 'old-update',
    text: 'insert into pool_updates values ($1, $2, $3, 0, $4, $5, $6, $7) on conflict do nothing',
    values: [pool, height, slot, epoch, retiring ? payload['epoch'] : epoch + 3, retiring, JSON.stringify(payload)],
  });
  await tx.query({
    name: 'old-pool-upsert',
    text: `insert into pools (pool_id, genesis, pledge, cost, margin, fretired) values ($1, false, $2, $3, $4, $5)
      on conflict (pool_id) do update set pledge = coalesce(excluded.pledge, pools.pledge),
        cost = coalesce(excluded.cost, pools.cost), margin = coalesce(excluded.margin, pools.margin),
        fretired = excluded.fretired`,
    values: [pool, payload['pledge'] ?? null, payload['cost'] ?? null, payload['margin'] ?? null, retiring],
  });
}

async function blockEndEvent(tx: Transaction, height: number) {
  await tx.query({
    name: 'old-recent',
    text: 'select b.*, p.life_blocks from blocks b left join pools p using (pool_id) where b.block = $1',
    values: [height],
  });
  await tx.query({
    name: 'old-lag',
    text: `update blocks b set lagprev = b.timestamp - p.timestamp from blocks p
      where b.lagprev is null and b.epoch >= 0 and p.block = b.block - 1`,
  });
}

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
