import type { TokenMaker } from '@pooltool/shared-utils/firebase';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import type { DemandClient } from './client-keys.ts';

/** What the last Firebase website and the app are let in with. */
export interface OldClientsParts extends AccountsParts {
  /** null: no Firebase is set, and these clients can do nothing without it */
  readonly tokens: TokenMaker | null;
  readonly demandClient: DemandClient;
}
