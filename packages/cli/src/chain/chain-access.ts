import { networkOf, networkSettings } from '@pooltool/codec';
import type { BlockHash, Network } from '@pooltool/domain';
import { type ChainFollower, chainFollower, type OuraFeed, ouraFeed } from '@pooltool/oura-consumer';
import { systemClock } from '@pooltool/shared-utils/clock';
import { defineConfig, readConfig } from '@pooltool/shared-utils/config';
import { singletonHeld, singletonLost } from '@pooltool/shared-utils/daemon';
import { makeLog } from '@pooltool/shared-utils/log';
import type { Pool } from '@pooltool/shared-utils/pg';
import { CHAIN_FEED, findBlock, onlyOne, openStore, readSyncPoint, storeSettings } from '@pooltool/store';
import type { Terminal } from '../terminal.ts';

const chainConfig = defineConfig({ ...storeSettings, ...networkSettings });

/** What whoever moves the chain by hand works with. */
export interface ChainAccess {
  readonly pool: Pool;
  readonly network: Network;
  readonly follower: ChainFollower;
  /** the reader of every feed, as the consumer has it */
  readonly feed: OuraFeed;
  /** @throws POOLTOOL_SINGLETON_LOST when another process may move the chain by now */
  readonly demandAlone: () => void;
}

/**
 * Does `work` in the oura-consumer's place: with its lock, so that the two never move the chain at once.
 * @throws POOLTOOL_SINGLETON_HELD while it runs, or another command like this one; POOLTOOL_CONFIG_INVALID,
 *   POOLTOOL_NETWORK_INVALID, POOLTOOL_WRONG_NETWORK, POOLTOOL_SCHEMA_NOT_CURRENT
 */
export async function withChain<Result>(
  terminal: Pick<Terminal, 'tell'>,
  work: (chain: ChainAccess) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(chainConfig);
  const network = await networkOf(config.NETWORK);
  const log = makeLog({ daemon: 'pooltool', level: 'warn', write: (line) => terminal.tell(line.trimEnd()) });
  await using opened = new AsyncDisposableStack();
  const resources = { onClose: (_: string, close: () => unknown) => opened.defer(async () => void (await close())) };
  const lock = await onlyOne('oura-consumer')({ config, resources });
  if (lock === null) {
    throw singletonHeld({
      message:
        'an oura-consumer, or a command that stands in for it, works on this database: stop it first (npx pm2 stop oura-consumer), or replay through it with --http',
    });
  }
  opened.defer(() => lock.release());
  let isLost = false;
  void lock.lost.then(() => {
    isLost = true;
  });
  const pool = await openStore('pooltool', { config, log, resources }, network, { pipelined: true });
  const follower = chainFollower({ pool, network, clock: systemClock, log });
  const chain = {
    isOurs: async (hash: BlockHash) => (await findBlock(pool, hash)) !== null,
    tip: () => readSyncPoint(pool, CHAIN_FEED),
  };
  return await work({
    pool,
    network,
    follower,
    feed: ouraFeed({ follower, network, log, chain, onToldWithoutCbor: () => {} }),
    demandAlone: () => {
      if (isLost) throw singletonLost({ message: 'the connection that held the lock of oura-consumer is gone' });
    },
  });
}
