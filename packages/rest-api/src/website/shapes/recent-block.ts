import { type Network, slotStartMs } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { BlockRow } from '@pooltool/store/documents';
import { BYRON, NO_BLOCK } from '@pooltool/store/website';
import { Type } from 'typebox';
import { count, epochNumber, hashHex, milliseconds, record } from '../wire-types.ts';

/** The header of every page (clients.md 3.1): `epoch_slot` counts from the epoch's beginning, `slot` from the chain's (trap 5). */
export const recentBlockSchema = record({
  block: count('Its height'),
  epoch: epochNumber(),
  epoch_slot: count('Slots since the epoch began'),
  slot: count('Slots since the chain began'),
  time: milliseconds('When its slot began'),
  hash: hashHex,
  leaderPoolId: Type.String({ description: "Its maker: a pool, 'byron', or '' of none" }),
});

/** Before the first block an epoch below 100 keeps pages from asking on. */
export const recentBlockShape = (newest: BlockRow | null, network: Network): JsonObject =>
  newest === null
    ? { block: 0, epoch: 0, epoch_slot: 0, slot: 0, time: 0, hash: NO_BLOCK.hash, leaderPoolId: '' }
    : {
        block: newest.height,
        epoch: newest.epoch,
        epoch_slot: newest.epochSlot,
        slot: newest.slot,
        time: slotStartMs(network, newest.slot),
        hash: newest.hash,
        leaderPoolId: newest.pool ?? BYRON,
      };

export const RECENT_BLOCK_EXAMPLE = {
  block: 13_200_000,
  epoch: 612,
  epoch_slot: 123_456,
  slot: 180_123_456,
  time: 1_771_689_747_000,
  hash: '5c7f4b2e2a1d3f60718293a4b5c6d7e8f90123456789abcdef0123456789abcd',
  leaderPoolId: '0f292fcaa02b8b2f9b3c8f9fd8e0bb21abedb692a6d5058df3ef2735',
};
