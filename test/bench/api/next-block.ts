import { createHash } from 'node:crypto';
import {
  type Block,
  blockHash,
  blockPlace,
  factsOf,
  height,
  mainnet,
  type PoolId,
  slot,
} from '../../../packages/domain/src/index.ts';
import { inTransaction, type Pool } from '../../../packages/shared-utils/src/pg/index.ts';
import { CHAIN_FEED, readSyncPoint, recordBlocks } from '../../../packages/store/src/index.ts';

const APART = 20;

/** Makes our chain longer by one block, as oura-consumer does. @returns its height */
export const recordNextBlock = (pool: Pool, maker: PoolId): Promise<number> =>
  inTransaction(pool, async (tx) => {
    const tip = await readSyncPoint(tx, CHAIN_FEED);
    if (tip === null) throw new Error('there is no chain to make longer');
    const next = slot(tip.slot + APART);
    const block: Block = {
      kind: 'main',
      era: 'conway',
      hash: blockHash(sha256(`after ${tip.hash}`)),
      parentHash: tip.hash,
      height: height(tip.height + 1),
      slot: next,
      issuer: {
        poolId: maker,
        verificationKey: sha256(maker),
        operationalCertificate: 3,
        leaderVrfOutput: sha256(`leader ${tip.hash}`).repeat(2),
        blockVrfOutput: sha256(`block ${tip.hash}`).repeat(2),
      },
      protocolVersion: { major: 10, minor: 5 },
      bodySize: 60_000,
      size: 61_000,
      transactions: [],
    };
    const facts = factsOf(block, blockPlace(mainnet, { slot: next, parentSlot: tip.slot }));
    await recordBlocks(tx, [facts], { feed: CHAIN_FEED, tellFrom: null });
    return block.height;
  });

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
