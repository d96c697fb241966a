import { emptyDelegators, HASH_BYTES } from '../../../packages/domain/src/index.ts';
import type { RewardInputs } from '../../../packages/domain/src/rewards/index.ts';

/** The same inputs with their delegators by ascending credential, as a ledger's map has them: none here is a script. */
export function inLedgerOrder(inputs: RewardInputs): RewardInputs {
  const { delegators, pools } = inputs.snapshot;
  const { hash, count } = delegators;
  const view = new DataView(hash.buffer, hash.byteOffset, hash.byteLength);
  const order = Uint32Array.from({ length: count }, (_, row) => row).sort((a, b) => {
    for (let word = 0; word < HASH_BYTES; word += 4) {
      const difference = view.getUint32(a * HASH_BYTES + word) - view.getUint32(b * HASH_BYTES + word);
      if (difference !== 0) return difference;
    }
    return 0;
  });
  const sorted = emptyDelegators(count);
  for (const [at, row] of order.entries()) {
    sorted.kind[at] = delegators.kind[row] ?? 0;
    sorted.hash.set(hash.subarray(row * HASH_BYTES, (row + 1) * HASH_BYTES), at * HASH_BYTES);
    sorted.stake[at] = delegators.stake[row] ?? 0n;
    sorted.pool[at] = delegators.pool[row] ?? 0;
  }
  return { ...inputs, snapshot: { pools, delegators: sorted } };
}
