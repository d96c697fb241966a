import type { Network } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { openPool, type Pool } from '@pooltool/shared-utils/pg';
import { type ChainFollower, chainFollower } from '../../src/follow-chain.ts';

/** A consumer as main.ts makes it, that can be ended and begun again as a process is. */
export interface Consumer {
  readonly follower: ChainFollower;
  /** A new follower; with `connections: 'new'` on a new pool, as a new process has. */
  restart(given: { readonly connections: 'new' | 'kept' }): Promise<void>;
  close(): Promise<void>;
}

export interface ConsumerOptions {
  readonly url: string;
  readonly network: Network;
  readonly clock: Clock;
  readonly tellWithinMs: number;
}

export function openConsumer({ url, ...following }: ConsumerOptions): Consumer {
  const newPool = () => openPool({ connectionString: url, applicationName: 'consumer', max: 2, pipelined: true });
  const newFollower = (on: Pool) => chainFollower({ pool: on, log: memoryLog(), ...following });
  let pool = newPool();
  let follower = newFollower(pool);
  return {
    get follower() {
      return follower;
    },
    async restart({ connections }) {
      if (connections === 'new') {
        await pool.end();
        pool = newPool();
      }
      follower = newFollower(pool);
    },
    close: () => pool.end(),
  };
}
