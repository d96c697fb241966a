import { type Block, blockHash, type Height, type Slot } from '@pooltool/domain';
import { hash32, testPoolId } from '@pooltool/domain/testing';

/** An empty Conway block of a pool; pool 0: none made it. */
export const testBlock = ({
  tag,
  height,
  slot,
  pool,
}: {
  readonly tag: number;
  readonly height: Height;
  readonly slot: Slot;
  readonly pool: number;
}): Block => ({
  kind: 'main',
  era: 'conway',
  hash: blockHash(hash32(tag)),
  parentHash: null,
  height,
  slot,
  issuer:
    pool === 0
      ? null
      : {
          poolId: testPoolId(pool),
          verificationKey: hash32(pool),
          operationalCertificate: 0,
          leaderVrfOutput: null,
          blockVrfOutput: null,
        },
  protocolVersion: null,
  bodySize: 0,
  size: null,
  transactions: [],
});
