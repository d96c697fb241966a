import { type Block, type Certificate, NO_LOVELACE, type Relay, type Transaction } from '@pooltool/domain';

/**
 * A decoded block as it would be if only what Oura v1's events tell of it were known: both the decoded and the assembled
 * block go through here, so that what remains must be equal. Everything set to nothing here is what v1 cannot tell.
 *
 * @param decoded the same block from its CBOR: it knows which transactions failed and which relays v1 garbles
 */
export function whatV1Tells(block: Block, decoded: Block, { details }: { details: boolean }): unknown {
  return {
    ...block,
    protocolVersion: null,
    size: null,
    issuer: block.issuer && {
      poolId: block.issuer.poolId,
      verificationKey: block.issuer.verificationKey,
      vrfKey: block.issuer.vrfKey,
    },
    transactions: block.transactions.map((one, index) => ofTransaction(one, decoded.transactions[index], { details })),
  };
}

function ofTransaction(one: Transaction, decoded: Transaction | undefined, { details }: { details: boolean }): unknown {
  const withDetails = {
    collateralInputs: one.collateralInputs,
    collateralReturn: one.collateralReturn,
    withdrawals: one.withdrawals,
    executionUnits: one.executionUnits,
  };
  return {
    id: one.id,
    index: one.index,
    inputs: one.inputs,
    outputs: one.outputs,
    // A failed transaction paid its collateral, v1 says the fee it would have paid.
    fee: decoded?.valid === true ? one.fee : null,
    donation: NO_LOVELACE,
    certificates: one.certificates
      .filter(({ tag }) => tag <= 6)
      .map((certificate) => ofCertificate(certificate, decoded?.certificates)),
    ...(details ? withDetails : {}),
  };
}

function ofCertificate({ tag, index, effects }: Certificate, decoded: readonly Certificate[] = []): unknown {
  if (tag === 5) return { tag, index };
  const same = decoded.find((one) => one.index === index);
  return {
    tag,
    index,
    effects: effects.map((effect, order) => {
      if (effect.kind !== 'pool-registration') return effect;
      const { margin, relays, ...pool } = effect.pool;
      const known = same?.effects[order];
      const originals = known?.kind === 'pool-registration' ? known.pool.relays : [];
      return {
        ...pool,
        margin: Number(margin.numerator) / Number(margin.denominator),
        relays: relays.map((relay, at) => relayAsTold(relay, originals[at])),
      };
    }),
  };
}

/** A name without a port may be a service record or not; of an IPv6 address four bytes are told. */
function relayAsTold(relay: Relay, original: Relay | undefined): string {
  if (original?.kind === 'address' && original.ipv4 === null && original.ipv6 !== null) return 'IPv6 alone';
  const name = relay.kind === 'address' ? (relay.ipv4 ?? '') : relay.name;
  const port = relay.kind === 'srv' ? null : relay.port;
  return `${name}:${port ?? ''}`;
}
