import type { Network } from '@pooltool/domain';
import type { Pool } from '@pooltool/shared-utils/pg';
import type { Archive } from '@pooltool/store/archive';

/** What routes read from. */
export interface ApiParts {
  /** reads only, with a limit on statements */
  readonly pool: Pool;
  readonly archive: Archive;
  readonly network: Network;
}
