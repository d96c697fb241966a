import type { Block } from '../chain/block.ts';
import type { TransactionId } from '../units/hashes.ts';
import type { Lovelace } from '../units/lovelace.ts';
import type { Slot } from '../units/time.ts';

/** What somebody was told to pay, and from when on. */
export interface WatchedPayment {
  readonly verification: string;
  /** raw bytes as hex: addresses of equal text are equal bytes, and the chain has bytes */
  readonly address: string;
  readonly amount: Lovelace;
  readonly fromSlot: Slot;
}

export interface FoundPayment {
  readonly verification: string;
  readonly transactionId: TransactionId;
  readonly outputIndex: number;
  readonly slot: Slot;
  readonly transactionIndex: number;
  /** what its transaction spends */
  readonly inputs: readonly { readonly transactionId: TransactionId; readonly index: number }[];
}

/**
 * The outputs of these blocks that pay exactly a watched amount to exactly a watched address, in chain order. A
 * transaction that failed in phase 2 paid nothing, whatever its collateral's return looks like; one from before the
 * request was made for something else.
 */
export function paymentsIn(blocks: readonly Block[], watched: readonly WatchedPayment[]): FoundPayment[] {
  if (watched.length === 0) return [];
  const byTarget = new Map(watched.map((payment) => [targetText(payment), payment]));
  return blocks.flatMap(({ slot, transactions }) =>
    transactions
      .filter(({ valid }) => valid)
      .flatMap(({ id, index, inputs, outputs }) =>
        outputs.flatMap((output, outputIndex) => {
          const payment = byTarget.get(targetText(output));
          return payment === undefined || slot < payment.fromSlot
            ? []
            : [
                {
                  verification: payment.verification,
                  transactionId: id,
                  outputIndex,
                  slot,
                  transactionIndex: index,
                  inputs,
                },
              ];
        }),
      ),
  );
}

const targetText = ({ address, amount }: { readonly address: string; readonly amount: Lovelace }): string =>
  `${amount} ${address}`;
