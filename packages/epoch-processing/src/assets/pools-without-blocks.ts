import type { PoolId } from '@pooltool/domain';
import { type Asset, defineAsset, meta, need } from '@pooltool/pipeline';
import { markPoolsWithoutBlocks, poolsWithoutBlocks } from '@pooltool/store';
import { epochOf, epochs } from '../epoch-partitions.ts';
import { patient } from '../patience.ts';

/**
 * That pools which could have made blocks in the partition's epoch made none, once the ledger told the whole epoch: a
 * zero in their histories, which no block would ever write.
 */
export const poolsWithoutBlocksAsset = (): Asset =>
  defineAsset<readonly PoolId[], readonly PoolId[]>({
    name: 'pools_without_blocks',
    description: 'Zeros for the pools that could have made blocks in the epoch and made none',
    partitions: epochs,
    retry: patient,
    needs: [need('stake_snapshot'), need('epoch_params', { offset: 1 })],
    load: ({ pool, partition }) => poolsWithoutBlocks(pool, epochOf(partition)),
    compute: (pools) => pools,
    save: (tx, pools, { partition }) => markPoolsWithoutBlocks(tx, epochOf(partition), pools),
    metadata: (pools) => ({ pools: meta.count(pools.length) }),
  });
