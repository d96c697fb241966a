import type { Epoch } from '@pooltool/domain';

/** Whoever can have the node write down its ledger state. */
export interface LedgerSource {
  /** for logs and notes: ogmios, cardano-cli */
  readonly name: string;
  /**
   * The node's ledger state at its tip, as CBOR, at `path`, which is in the dump folder and does not exist. Whole when
   * this resolves; when it fails, what may stand there is worth nothing.
   * @throws errors to be retried; the signal's reason
   */
  dump(path: string, signal: AbortSignal): Promise<void>;
}

/** Whoever knows in which epoch the node's chain is. Cheap: it is asked every few seconds. */
export interface EpochTeller {
  /** @throws errors to be retried; the signal's reason */
  epoch(signal: AbortSignal): Promise<Epoch>;
}
