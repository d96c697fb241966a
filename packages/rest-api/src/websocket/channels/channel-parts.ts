import type { Network } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { Pool } from '@pooltool/shared-utils/pg';
import type { FilesAt } from '../../histories/history-meta.ts';
import type { PoolList } from '../../website/pool-list.ts';

/** What channels are drawn from. */
export interface ChannelParts {
  /** reads only, and few at once: pages that ask come first */
  readonly pool: Pool;
  readonly network: Network;
  readonly clock: Pick<Clock, 'now'>;
  readonly poolList: PoolList;
  /** where histories lie as files */
  readonly files: FilesAt;
}
