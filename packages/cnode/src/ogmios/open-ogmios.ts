import type { JsonObject } from '@pooltool/shared-utils/json';
import type { ShelleyGenesis } from './answers.ts';
import { atPoint } from './at-point.ts';
import { chainSync } from './chain-sync/chain-sync.ts';
import { ogmiosConnectionLost } from './errors.ts';
import { readHealth } from './health.ts';
import type { CallOptions, NetworkQueries, Ogmios } from './ogmios.ts';
import { type Ask, ledgerQueries } from './queries/ledger-queries.ts';
import { blockHeight, genesisConfiguration, shelleyGenesis, startTime } from './queries/network.ts';
import { networkTip } from './queries/points.ts';
import { type Reconnecting, shareSocket } from './wire/shared-socket.ts';

export type OgmiosOptions = Pick<Reconnecting, 'url' | 'timeoutMs' | 'clock' | 'log' | 'random'> &
  Partial<Pick<Reconnecting, 'slowTimeoutMs' | 'pingMs' | 'maxMessageBytes'>>;

const DEFAULTS = {
  /** A mainnet dump, and stake by pool, take the node minutes. */
  slowTimeoutMs: 15 * 60_000,
  pingMs: 20_000,
  /** Mainnet's rewards provenance has some 200 MB. */
  maxMessageBytes: 512 * 1024 * 1024,
};

/** Ogmios v6 and v7 by WebSocket; nothing is opened before something is asked. `random`: 0 ≤ result < 1. */
export function openOgmios(options: OgmiosOptions): Ogmios {
  const parts: Reconnecting = { ...DEFAULTS, ...options };
  const shared = shareSocket(parts);
  const life = new AbortController();
  const untilClosed = (signal?: AbortSignal): AbortSignal =>
    signal === undefined ? life.signal : AbortSignal.any([signal, life.signal]);
  const ask: Ask = (query, asked = {}) => shared.call(query, asked);
  return {
    ...ledgerQueries(ask),
    network: networkQueries(ask),
    health: (asked) => readHealth(parts, { ...asked, signal: untilClosed(asked?.signal) }),
    atPoint: (point, asking, asked) => atPoint(parts, point, asking, untilClosed(asked?.signal)),
    chainSync: (asked) => chainSync(parts, { ...asked, signal: untilClosed(asked.signal) }),
    close() {
      shared.close();
      life.abort(ogmiosConnectionLost({ message: 'the client of Ogmios was closed' }));
    },
  };
}

function networkQueries(ask: Ask): NetworkQueries {
  function genesis(era: 'shelley', options?: CallOptions): Promise<ShelleyGenesis>;
  function genesis(era: 'byron' | 'alonzo' | 'conway', options?: CallOptions): Promise<JsonObject>;
  function genesis(era: 'byron' | 'shelley' | 'alonzo' | 'conway', options?: CallOptions) {
    return era === 'shelley' ? ask(shelleyGenesis, options) : ask(genesisConfiguration(era), options);
  }
  return {
    tip: (options) => ask(networkTip, options),
    blockHeight: (options) => ask(blockHeight, options),
    startTime: (options) => ask(startTime, options),
    genesisConfiguration: genesis,
  };
}
