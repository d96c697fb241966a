import type { BlockFacts, StakeCredential } from '@pooltool/domain';

interface Pointer {
  readonly slot: number;
  readonly transactionIndex: number;
  readonly certificateIndex: number;
}

/** Where an output stands: it cannot point at what comes after it. */
interface Place {
  readonly slot: number;
  readonly transactionIndex: number;
}

/**
 * What these blocks' registrations can be pointed at by (ledger: a pointer names slot, transaction and certificate of a
 * registration). The answer is the same whether a chain is recorded block by block or many blocks at once.
 */
export function pointersIn(blocks: readonly BlockFacts[]): (pointer: Pointer, from: Place) => StakeCredential | null {
  const registered = new Map<string, StakeCredential>();
  for (const { stakeCertificates } of blocks) {
    for (const certificate of stakeCertificates) {
      if (certificate.kind === 'registration') registered.set(keyOf(certificate), certificate.credential);
    }
  }
  return (pointer, from) => (isBehind(pointer, from) ? (registered.get(keyOf(pointer)) ?? null) : null);
}

const keyOf = ({ slot, transactionIndex, certificateIndex }: Pointer): string =>
  `${slot}/${transactionIndex}/${certificateIndex}`;

const isBehind = (pointer: Pointer, from: Place): boolean =>
  pointer.slot < from.slot || (pointer.slot === from.slot && pointer.transactionIndex <= from.transactionIndex);
