import { type Epoch, epochOfSlot, type Network } from '@pooltool/domain';
import type { Log } from '@pooltool/shared-utils/log';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { epochNonceDiffers, evolveNextNonce } from '@pooltool/store';
import type { Followed } from './followed.ts';

/** The next block must not wait for hundreds of epochs: what is left is done behind it. */
const MOST_BEHIND_ONE_BLOCK = 4;

/**
 * Evolves the nonces of the epochs that our chain enters, each in a transaction of its own behind the block that entered it.
 * A chain is followed also where its nonces cannot be evolved: then they are the node's to tell.
 */
export function epochNonces({
  pool,
  network,
  log,
}: {
  readonly pool: Pool;
  readonly network: Network;
  readonly log: Log;
}) {
  let lookedAt: Epoch | null = null;
  return {
    async upTo(followed: Followed): Promise<void> {
      if (followed.did !== 'rolled-forward') return;
      const present = epochOfSlot(network, followed.tip.slot);
      if (present === lookedAt) return;
      try {
        // At the start also what was missed when we were killed behind the block, or all that was followed before nonces were.
        for (let epochs = 0; epochs < MOST_BEHIND_ONE_BLOCK; epochs += 1) {
          const evolved = await inTransaction(pool, (tx) => evolveNextNonce(tx, network));
          if (evolved === null) {
            lookedAt = present;
            break;
          }
          log.info({ epoch: evolved }, 'epoch-nonce.evolved');
        }
      } catch (error) {
        log.error({ err: error, epoch: present }, 'epoch-nonce.not-evolved');
        // Which of two nonces is right, the next block tells no better; what else failed is tried again then.
        if (epochNonceDiffers.is(error)) lookedAt = present;
      }
    },
  };
}
