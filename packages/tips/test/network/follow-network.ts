import { blockPlace, epoch, epochOfSlot, factsOf, lovelace, type Network, slot } from '@pooltool/domain';
import { keyCredential, testPool, testSnapshot } from '@pooltool/domain/testing';
import { toHex } from '@pooltool/shared-utils/crypto';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import type { NetworkEvent, TipNetwork } from '@pooltool/simulator/tip-network';
import {
  CHAIN_FEED,
  forgetSyncPoint,
  recordBlocks,
  rollBackTo,
  saveEpochNonce,
  saveSnapshot,
  writeSyncPoint,
} from '@pooltool/store';

/** What it takes to prove elections: as if the node had told nonces, and snapshots and keys were there. */
export async function tellElections(pool: Pool, { network, elections, episodes }: TipNetwork): Promise<void> {
  const slots = episodes.flatMap(({ blocks }) => blocks.map(({ block }) => block.slot));
  const last = epochOfSlot(network, slot(Math.max(...slots)));
  const { makers, totalStake } = elections;
  await inTransaction(pool, async (tx) => {
    for (let number = 0; number <= last; number += 1) {
      const of = epoch(number);
      await saveEpochNonce(tx, { epoch: of, nonce: toHex(elections.nonceOf(of)), source: 'cnode' });
      await saveSnapshot(tx, {
        activeEpoch: of,
        snapshot: testSnapshot(
          makers.map(({ keys }, index) => testPool(index, { poolId: keys.poolId, vrfKeyHash: keys.vrfKeyHash })),
          makers.map(({ stake }, index) => [keyCredential(index), index, stake] as const),
        ),
        stake: makers.map(({ stake }) => stake),
        ownerStake: makers.map(() => lovelace(0n)),
        delegatorCount: Uint32Array.from(makers, () => 1),
        activeStake: totalStake,
        sha256: '00'.repeat(32),
      });
    }
    for (const { keys } of makers) {
      await tx.query(`insert into vrf_key (vrf_key_hash, vrf_key) values (decode($1, 'hex'), $2)`, [
        keys.vrfKeyHash,
        Buffer.from(keys.vrfKey),
      ]);
    }
  });
}

export type ChainEvent = Exclude<NetworkEvent, { readonly kind: 'tip' }>;

/** Our chain goes on, or back, as its consumer takes it. */
export async function followChain(pool: Pool, network: Network, event: ChainEvent): Promise<void> {
  await inTransaction(pool, async (tx) => {
    if (event.kind === 'forward') {
      const { block } = event.block;
      const facts = factsOf(block, blockPlace(network, { slot: block.slot, parentSlot: null }));
      await recordBlocks(tx, [facts], { feed: CHAIN_FEED, tellFrom: null });
      return;
    }
    await rollBackTo(tx, event.to);
    await (event.to === null ? forgetSyncPoint(tx, CHAIN_FEED) : writeSyncPoint(tx, CHAIN_FEED, event.to));
  });
}
