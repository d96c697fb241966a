import {
  combinedNonces,
  type Epoch,
  ERAS,
  type Era,
  epoch,
  epochPlus,
  extraEntropyOf,
  firstNonceOf,
  firstSlotOf,
  type Network,
  type Nonce,
  nonceFreezesAt,
} from '@pooltool/domain';
import { blake2b256, fromHex, praosNonceValue, toHex, tpraosNonceValue } from '@pooltool/shared-utils/crypto';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { saveEpochNonce } from './epoch-nonces.ts';

/**
 * Writes the nonce of the next epoch that our chain has entered and that was not evolved yet, and returns that epoch; null
 * when there is none, or nothing to evolve it from.
 *
 * Nothing is kept per block. A candidate nonce is the evolving nonce as it froze; so from one epoch's candidate to the next
 * lie exactly the blocks between the two freezes, which is what this reads, some 15,000 of mainnet once in five days. All it
 * reads lies deeper than any roll backward when the next epoch begins: the freeze is there for that.
 *
 * It needs our chain from the first block of Shelley on, with the VRF outputs of every block (v1 events without CBOR do not
 * tell them), of a network whose Shelley genesis is known (`firstNonceOf`).
 *
 * @throws POOLTOOL_EPOCH_NONCE_DIFFERS (reject) when the node told another one
 */
export async function evolveNextNonce(tx: Transaction, network: Network): Promise<Epoch | null> {
  const first = firstNonceOf(network);
  if (first === null) return null;
  const firstEpoch = network.byron?.firstShelleyEpoch ?? epoch(0);
  const { rows } = await tx.query<{ epoch: number; candidate: string }>(
    `select epoch, encode(candidate, 'hex') as candidate from epoch_nonce where candidate is not null
     order by epoch desc limit 1`,
  );
  const [last] = rows;
  if (last === undefined) {
    if (!(await followedFromTheStart(tx, { network, firstEpoch }))) return null;
    return written(tx, { of: firstEpoch, nonce: fromHex(first), candidate: fromHex(first) });
  }
  const before = epoch(last.epoch);
  const of = epochPlus(before, 1);
  const boundary = await boundaryInto(tx, { of, firstEpoch });
  if (boundary === null) return null;
  const candidate = await candidateOf(tx, { network, of: before, from: fromHex(last.candidate), firstEpoch });
  if (candidate === null) return null;
  const entropy = extraEntropyOf(network, of);
  const mixed = combinedNonces(candidate, boundary.lastParentOfEpochBefore, blake2b256);
  const nonce = combinedNonces(mixed, entropy === null ? null : fromHex(entropy), blake2b256);
  return nonce === null ? null : written(tx, { of, nonce, candidate });
}

async function written(
  tx: Transaction,
  { of, nonce, candidate }: { of: Epoch; nonce: Uint8Array; candidate: Uint8Array },
): Promise<Epoch> {
  await saveEpochNonce(tx, { epoch: of, nonce: toHex(nonce), source: 'followed' });
  await tx.query(`update epoch_nonce set candidate = decode($2, 'hex') where epoch = $1`, [of, toHex(candidate)]);
  return of;
}

async function followedFromTheStart(
  tx: Transaction,
  { network, firstEpoch }: { network: Network; firstEpoch: Epoch },
): Promise<boolean> {
  const { rows } = await tx.query<{ whole: boolean }>(
    `select (parent_hash is null or slot < $1)
       and exists (select from epoch_chain where epoch = $2) as whole
     from block order by slot, height limit 1`,
    [network.byron?.firstShelleySlot ?? 0, firstEpoch],
  );
  return rows[0]?.whole ?? false;
}

/** Null while there is no block of that epoch, or no block of the two before it. */
async function boundaryInto(
  tx: Transaction,
  { of, firstEpoch }: { of: Epoch; firstEpoch: Epoch },
): Promise<{ readonly lastParentOfEpochBefore: Nonce } | null> {
  const { rows } = await tx.query<{ epoch: number; parent: string | null }>(
    `select c.epoch, (
       select encode(parent_hash, 'hex') from block where slot between c.first_slot and c.last_slot
       order by slot desc, height desc limit 1) as parent
     from epoch_chain c where c.epoch between $1 and $2`,
    [of - 2, of],
  );
  const parents = new Map(rows.map(({ epoch: at, parent }) => [at, parent]));
  if (!parents.has(of) || !parents.has(of - 1)) return null;
  // Nothing of Byron goes into a nonce.
  if (of - 2 < firstEpoch) return { lastParentOfEpochBefore: null };
  const parent = parents.get(of - 2);
  if (parent === undefined) return null;
  return { lastParentOfEpochBefore: parent === null ? null : fromHex(parent) };
}

/** The candidate frozen in this epoch, from the one before; null when a block of it cannot be had or none came before the freeze. */
async function candidateOf(
  tx: Transaction,
  { network, of, from, firstEpoch }: { network: Network; of: Epoch; from: Uint8Array; firstEpoch: Epoch },
): Promise<Uint8Array | null> {
  const begins = firstSlotOf(network, of);
  const since = of === firstEpoch ? begins : await freezeOf(tx, { network, of: epoch(of - 1) });
  const until = await freezeOf(tx, { network, of });
  if (since === null || until === null || until <= begins) return null;
  const { rows } = await tx.query<{ slot: bigint; era: number; output: string | null }>(
    `select slot, era, encode(block_vrf, 'hex') as output from block where slot >= $1 and slot < $2 order by slot, height`,
    [since, until],
  );
  const last = rows.at(-1);
  // Without a block before the freeze the candidate stays where it was, and the evolving nonce does not: the node's to tell.
  if (last === undefined || last.slot < begins) return null;
  let evolving: Nonce = from;
  for (const { era, output } of rows) {
    if (output === null) return null;
    const value = eraOf(era) === 'babbage' || eraOf(era) === 'conway' ? praosNonceValue : tpraosNonceValue;
    evolving = combinedNonces(evolving, value(fromHex(output)), blake2b256);
  }
  return evolving;
}

/** By the era of the epoch's blocks, which is one: eras begin with epochs. */
async function freezeOf(tx: Transaction, { network, of }: { network: Network; of: Epoch }): Promise<number | null> {
  const { rows } = await tx.query<{ era: number }>(
    `select b.era from epoch_chain c join block b on b.slot = c.last_slot and b.era > 0 where c.epoch = $1 limit 1`,
    [of],
  );
  const [row] = rows;
  return row === undefined ? null : nonceFreezesAt(network, { epoch: of, era: eraOf(row.era) });
}

/** `block.era` is the ledger's number, in which Byron has two. */
function eraOf(tag: number): Era {
  const era = ERAS[tag - 1];
  if (era === undefined) throw new RangeError(`there is no era ${tag}`);
  return era;
}
