import type { CborReader } from '@pooltool/shared-utils/cbor';
import { blake2b256, toHex } from '@pooltool/shared-utils/crypto';

/** A part of a block's body with the hash its header states and the one it has. */
export interface ProvenPart {
  readonly part: string;
  readonly stated: string;
  readonly found: string;
}

const HASH = 32;
const NOTHING = new Uint8Array(0);
const LEAF = Uint8Array.of(0);
const BRANCH = Uint8Array.of(1);
const LIST = Uint8Array.of(0x9f);
const BREAK = Uint8Array.of(0xff);

const hashOf = (...pieces: readonly Uint8Array[]): Uint8Array => blake2b256(Buffer.concat(pieces));

/** The items of a boundary block: its header `[magic, parent, hash of the body, …]`, its body, and attributes nobody proves. */
export function provenPartsOfBoundary(reader: CborReader): ProvenPart[] {
  const header = reader.arrayStart(3);
  reader.skip(); // magic
  reader.skip(); // parent
  const stated = reader.hex(HASH);
  reader.arrayEnd(header, 3);
  const found = toHex(blake2b256(reader.rawItem()));
  reader.skip(); // attributes
  return [{ part: 'body', stated, found }];
}

/**
 * The items of a Byron block: header, body `[transactions, shared seed, delegations, updates]`, attributes. The header states
 * a proof of each (cardano-ledger: Cardano.Chain.Block.Proof). That of the shared seed is over an encoding of it that is
 * not in the block, which nodes stopped to look at with the Byron rewrite; PoolTool has no use for that part.
 */
export function provenPartsOfByron(reader: CborReader): ProvenPart[] {
  const stated = reader.at('header', () => readStatedProofs(reader));
  const body = reader.arrayStart(4);
  const { transactions, witnesses } = reader.at('transactions', () => readPayload(reader));
  reader.skip(); // shared seed
  const delegations = toHex(blake2b256(reader.rawItem()));
  const updates = toHex(blake2b256(reader.rawItem()));
  if (reader.hasNext(body, 4)) throw reader.fail('a body of 4 items', 'more');
  const attributes = toHex(blake2b256(reader.rawItem()));
  return [
    { part: 'number of transactions', stated: stated.count, found: String(transactions.length) },
    { part: 'transactions', stated: stated.transactions, found: toHex(merkleRoot(transactions)) },
    { part: 'witnesses', stated: stated.witnesses, found: toHex(hashOf(LIST, ...witnesses, BREAK)) },
    { part: 'delegations', stated: stated.delegations, found: delegations },
    { part: 'updates', stated: stated.updates, found: updates },
    { part: 'attributes', stated: stated.attributes, found: attributes },
  ];
}

/** `[magic, parent, [[count, Merkle root, hash], shared seed, hash, hash], consensus, [version, software, attributes, hash]]` */
function readStatedProofs(reader: CborReader) {
  const header = reader.arrayStart(5);
  reader.skip(); // magic
  reader.skip(); // parent
  const proof = reader.arrayStart(4);
  const payload = reader.arrayStart(3);
  const count = String(reader.uintNumber());
  const transactions = reader.hex(HASH);
  const witnesses = reader.hex(HASH);
  reader.arrayEnd(payload, 3);
  reader.skip(); // shared seed
  const delegations = reader.hex(HASH);
  const updates = reader.hex(HASH);
  reader.arrayEnd(proof, 4);
  reader.skip(); // consensus
  const extra = reader.arrayStart(4);
  for (let item = 0; item < 3; item++) reader.skip();
  const attributes = reader.hex(HASH);
  reader.arrayEnd(extra, 4);
  reader.arrayEnd(header, 5);
  return { count, transactions, witnesses, delegations, updates, attributes };
}

/** `[[transaction, witnesses], …]`, each as its bytes. */
function readPayload(reader: CborReader): { transactions: Uint8Array[]; witnesses: Uint8Array[] } {
  const transactions: Uint8Array[] = [];
  const witnesses: Uint8Array[] = [];
  reader.array(() => {
    const length = reader.arrayStart(2);
    transactions.push(reader.rawItem());
    witnesses.push(reader.rawItem());
    if (reader.hasNext(length, 2)) throw reader.fail('a transaction and its witnesses', 'more');
  });
  return { transactions, witnesses };
}

/** A left half is the largest power of two that leaves something to the right; no leaves hash as no bytes. */
function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return hashOf(NOTHING);
  if (leaves.length === 1) return hashOf(LEAF, only);
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return hashOf(BRANCH, merkleRoot(leaves.slice(0, half)), merkleRoot(leaves.slice(half)));
}
