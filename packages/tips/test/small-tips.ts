import { createPrivateKey, createPublicKey } from 'node:crypto';
import {
  type BlockHash,
  blockHash,
  type ClaimedElection,
  customNetwork,
  height,
  nodeName,
  poolId,
  type Slot,
  slot,
  slotStartMs,
  type TipMessage,
  unixMs,
} from '@pooltool/domain';
import { hash32, testPoolId } from '@pooltool/domain/testing';
import { blake2b224, fromHex, leaderValue, toHex, vrfProofToHash } from '@pooltool/shared-utils/crypto';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** A network whose slots take a second. Epoch 3 begins with slot 30,000. */
export const tipNetwork = customNetwork({
  name: 'tipnet',
  magic: 77,
  systemStartMs: Date.UTC(2026, 0, 1),
  epochLength: 10_000,
  securityParameter: 50,
});

/** A block as nodes tell of it. */
export interface ToldBlock {
  readonly tag: number;
  readonly height: number;
  readonly slot: number;
  /** whose */
  readonly maker: number;
  readonly parent?: number;
}

const keyOf = (maker: number): string => hash32(0xc01d_0000 + maker);
/** The pool with that number's cold key. */
export const makerOf = (maker: number) => poolId(toHex(blake2b224(fromHex(keyOf(maker)))));

const ED25519_PKCS8 = '302e020100300506032b657004220420';

/** A proof that gives its output, and that nobody can tell whether the pool's key made it: any point will do. */
export function consistentElection(tag: number): ClaimedElection & { readonly kind: 'praos' } {
  const secret = createPrivateKey({
    key: Buffer.from(ED25519_PKCS8 + hash32(tag), 'hex'),
    format: 'der',
    type: 'pkcs8',
  });
  const point = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
  const proof = Buffer.concat([point, Buffer.alloc(16, tag), Buffer.alloc(31, tag), Buffer.alloc(1)]);
  const output = vrfProofToHash(proof);
  if (output === null) throw new Error('a public key is a point of the curve');
  return { kind: 'praos', blockVrf: toHex(output), blockProof: toHex(proof), leaderValue: toHex(leaderValue(output)) };
}

export interface Telling extends Partial<Omit<TipMessage, 'reporter' | 'hash' | 'slot' | 'height'>> {
  readonly node?: string;
  /** ms from the slot's start to the report, by the reporter's clock; it arrives 50 ms later */
  readonly delayMs?: number;
}

const elections = new Map<number, ClaimedElection>();

/** Pool `from`'s report of a block, with an election that is consistent where not said otherwise. */
export function tip(block: ToldBlock, from: number, { node = '', delayMs = 400, ...given }: Telling = {}): TipMessage {
  const at: Slot = slot(block.slot);
  const election = elections.get(block.tag) ?? consistentElection(block.tag);
  elections.set(block.tag, election);
  return {
    reporter: { pool: testPoolId(from), node: nodeName(node) },
    receivedAt: unixMs(slotStartMs(tipNetwork, at) + delayMs + 50),
    at: unixMs(slotStartMs(tipNetwork, at) + delayMs),
    hash: hashOf(block.tag),
    slot: at,
    height: height(block.height),
    parent: block.parent === undefined ? null : hashOf(block.parent),
    issuerKey: keyOf(block.maker),
    election,
    protocol: { major: 10, minor: 2 },
    version: '10.1.4:1f63d',
    platform: 'linux',
    ...given,
  };
}

export const hashOf = (tag: number): BlockHash => blockHash(hash32(tag));
export const reportsOf = (block: ToldBlock, pools: number, given: Telling = {}): TipMessage[] =>
  Array.from({ length: pools }, (_, pool) => tip(block, 100 + pool, { delayMs: 300 + pool, ...given }));

/** Our node has the block now, as the last of its chain. */
export async function extendChain(db: Queryable, block: ToldBlock): Promise<void> {
  await putBlock(db, 'block', block);
  await db.query(
    `insert into sync_point (feed, slot, hash, height) values ('chain', $1, decode($2, 'hex'), $3)
     on conflict (feed) do update set slot = excluded.slot, hash = excluded.hash, height = excluded.height`,
    [block.slot, hash32(block.tag), block.height],
  );
}

/** Our node had the block, and rolled it back. */
export const undo = (db: Queryable, block: ToldBlock): Promise<void> => putBlock(db, 'undone_block', block);

async function putBlock(db: Queryable, table: 'block' | 'undone_block', block: ToldBlock): Promise<void> {
  const extra = table === 'block' ? ['', ''] : [', undone_at', ', now()'];
  await db.query(
    `insert into ${table} (hash, parent_hash, height, slot, epoch, epoch_slot, era, pool_id, body_size, transactions,
       invalid_transactions, output, memory_units, step_units ${extra[0]})
     values (decode($1, 'hex'), decode($2, 'hex'), $3, $4, $5, $6, 7, decode($7, 'hex'), 1, 0, 0, 0, 0, 0 ${extra[1]})`,
    [
      hash32(block.tag),
      block.parent === undefined ? null : hash32(block.parent),
      block.height,
      block.slot,
      Math.floor(block.slot / 10_000),
      block.slot % 10_000,
      makerOf(block.maker),
    ],
  );
}
