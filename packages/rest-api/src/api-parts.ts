import type { Network } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { Pool } from '@pooltool/shared-utils/pg';
import type { Archive } from '@pooltool/store/archive';
import type { Turns } from './conventions/turns.ts';
import type { PoolList } from './website/pool-list.ts';

/** What routes read from. */
export interface ApiParts {
  /** reads only, with a limit on statements */
  readonly pool: Pool;
  readonly archive: Archive;
  readonly network: Network;
  readonly clock: Clock;
  /** for what reads an epoch's rows from end to end */
  readonly inTurn: Turns;
  /** shared with whoever pushes it; absent: one of its own */
  readonly poolList?: PoolList;
}
