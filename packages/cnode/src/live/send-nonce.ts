import { type Epoch, epochNonceText, epochPlus, epochStartMs, type Network } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { Log } from '@pooltool/shared-utils/log';
import type { DatabaseServer } from '../hand-over/database-server.ts';
import type { Ogmios } from '../ogmios/index.ts';

export interface NonceParts {
  readonly ogmios: Pick<Ogmios, 'atPoint'>;
  readonly server: Pick<DatabaseServer, 'tellNonce'>;
  readonly network: Network;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** An epoch begins for the node with its first block, which may be late. */
const SOONEST_MS = 20_000;
/** A node that catches up, or a clock that is wrong, begins epochs at other times than the calendar does. */
const LATEST_MS = 3_600_000;

/** Tells the DATABASE server the nonce of the node's epoch; each call once an epoch has come that was not told. */
export function nonceSender({ ogmios, server, network, clock, log, signal }: NonceParts) {
  let told: Epoch | null = null;

  const asked = () =>
    // Both of one ledger state: between two questions an epoch may begin.
    ogmios.atPoint('tip', async (ledger) => ({ epoch: await ledger.epoch(), nonces: await ledger.nonces() }), {
      signal,
    });

  return async (): Promise<void> => {
    for (;;) {
      if (told !== null) await clock.waitMs(untilNext(network, told, clock.now()), signal);
      const { epoch, nonces } = await asked();
      if (epoch === told) continue;
      if (nonces.epochNonce === null) {
        log.warn({ epoch }, 'epoch-nonce.neutral');
      } else {
        const outcome = await server.tellNonce(
          epochNonceText({ magic: network.magic, epoch, nonce: nonces.epochNonce }),
        );
        log.info({ epoch, outcome }, 'epoch-nonce.sent');
      }
      told = epoch;
      return;
    }
  };
}

const untilNext = (network: Network, told: Epoch, nowMs: number): number =>
  Math.min(LATEST_MS, Math.max(SOONEST_MS, epochStartMs(network, epochPlus(told, 1)) - nowMs));
