import type { Block } from '@pooltool/domain';

/** A block as v1 events without CBOR tell it, all of them with details: the same, without what no event says. */
export const toldForm = (block: Block): Block => ({
  ...block,
  issuer:
    block.issuer === null
      ? null
      : { ...block.issuer, operationalCertificate: null, leaderVrfOutput: null, blockVrfOutput: null },
  protocolVersion: null,
  size: null,
});
