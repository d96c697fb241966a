import type { Network } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { networkUnknown, readNetwork } from '@pooltool/store';

/** A database in which no daemon has run yet has no network, and the page says so. */
export async function readNetworkOrNull(on: Queryable): Promise<Network | null> {
  try {
    return await readNetwork(on);
  } catch (error) {
    if (networkUnknown.is(error)) return null;
    throw error;
  }
}
