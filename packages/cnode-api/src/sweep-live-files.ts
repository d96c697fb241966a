import type { Network } from '@pooltool/domain';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { Log } from '@pooltool/shared-utils/log';

interface SweepLiveFiles {
  readonly objects: ObjectStore;
  readonly network: Pick<Network, 'name'>;
  /** of the file that was recorded just now: `live-stake/NETWORK/SHA.live` */
  readonly newest: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Only the newest is ever read. Who was about to read or to tell an older one does it anew within minutes. */
const KEPT_MS = 24 * 60 * 60_000;
/** One request removes a thousand; what is left is removed with the next arrival. */
const MOST_AT_ONCE = 1000;

/**
 * Removes live stake files that a newer one replaced and that are a day old: some 50 MB every half hour would be a terabyte a year.
 * One that fails is tried again with the next arrival, and fails nobody.
 */
export async function sweepLiveFiles({ objects, network, newest, clock, log }: SweepLiveFiles): Promise<void> {
  const before = clock.now() - KEPT_MS;
  const prefix = `live-stake/${network.name}/`;
  try {
    const old: string[] = [];
    for await (const { key, lastModifiedMs } of objects.list(prefix)) {
      if (key !== newest && key.endsWith('.live') && lastModifiedMs < before) old.push(key);
      if (old.length === MOST_AT_ONCE) break;
    }
    if (old.length === 0) return;
    await objects.delete(old);
    log.info({ files: old.length }, 'live-stake.files-removed');
  } catch (error) {
    log.warn({ error }, 'live-stake.files-left');
  }
}
