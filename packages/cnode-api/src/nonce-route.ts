import { epochNonceFrom } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { epochNonceDiffers, saveEpochNonce } from '@pooltool/store';
import type { CnodeRoutes } from './cnode-routes.ts';
import { messageOf } from './read-arrival.ts';

/** The answer to an epoch's nonce. */
export interface EpochNonceAnswer {
  readonly outcome: 'recorded' | 'known';
}

/** @throws POOLTOOL_EPOCH_NONCE_DIFFERS (409), which the log says as an error: one of two nonces is wrong, and somebody has to look */
export async function epochNonceArrives(body: Uint8Array, routes: CnodeRoutes): Promise<EpochNonceAnswer> {
  const { pool, network, log } = routes;
  const { epoch, nonce } = messageOf(body, network, epochNonceFrom);
  try {
    const outcome = await inTransaction(pool, (tx) => saveEpochNonce(tx, { epoch, nonce, source: 'cnode' }));
    if (outcome === 'recorded') log.info({ epoch, nonce }, 'epoch-nonce.recorded');
    return { outcome };
  } catch (error) {
    if (epochNonceDiffers.is(error)) log.error({ err: error, epoch }, 'epoch-nonce.differs');
    throw error;
  }
}
