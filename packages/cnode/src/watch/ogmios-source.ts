import { basename, join } from 'node:path';
import type { Ogmios } from '../ogmios/index.ts';
import type { EpochTeller, LedgerSource } from './ledger-source.ts';

interface OgmiosSourceOptions {
  readonly ogmios: Pick<Ogmios, 'epoch' | 'dump'>;
  /** the dump folder as Ogmios sees it: another path than ours when it runs in a container */
  readonly folder: string;
  readonly timeoutMs: number;
}

/** Ogmios 6.13 and later: the node's ledger state, without regard to cardano-cli's versions. */
export function ogmiosSource({ ogmios, folder, timeoutMs }: OgmiosSourceOptions): LedgerSource & EpochTeller {
  return {
    name: 'ogmios',
    epoch: (signal) => ogmios.epoch({ signal }),
    dump: (path, signal) => ogmios.dump(join(folder, basename(path)), { signal, timeoutMs }),
  };
}
