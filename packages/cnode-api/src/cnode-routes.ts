import type { Network } from '@pooltool/domain';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { Log } from '@pooltool/shared-utils/log';
import type { Pool } from '@pooltool/shared-utils/pg';
import type { requestVerifier } from '@pooltool/shared-utils/signed-request';
import type { ArrivalOutcome } from '@pooltool/store';
import type { LiveMetrics } from './metrics.ts';

/** What the routes of the CNODE server stand on. */
export interface CnodeRoutes {
  readonly pool: Pool;
  readonly objects: ObjectStore;
  readonly network: Network;
  readonly clock: Clock;
  readonly log: Log;
  readonly verify: ReturnType<typeof requestVerifier>;
  readonly observe: (outcome: ArrivalOutcome, dumpEpoch: number) => void;
  /** absent: nobody counts */
  readonly live?: LiveMetrics;
}
