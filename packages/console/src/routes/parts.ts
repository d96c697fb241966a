import type { Clock } from '@pooltool/shared-utils/clock';
import type { HttpServer } from '@pooltool/shared-utils/http';
import type { Pool } from '@pooltool/shared-utils/pg';
import type { Access } from '../access/access.ts';
import type { Actions } from '../actions/actions.ts';
import type { Live } from '../live/live.ts';

export interface ConsoleParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly live: Live;
  readonly access: Access;
  readonly actions: Actions;
}

/** What a group of routes needs of the server, or of a scope of it. */
export type Scope = Pick<HttpServer, 'get' | 'post' | 'setErrorHandler' | 'addHook' | 'addContentTypeParser'>;
