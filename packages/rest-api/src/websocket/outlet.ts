import type { Clock } from '@pooltool/shared-utils/clock';

/** What is needed of a WebSocket to send. */
export interface Wire {
  /** bytes that were sent and did not leave yet */
  readonly bufferedAmount: number;
  send(
    data: Buffer,
    options: { readonly binary: false; readonly fin: boolean },
    sent: (error?: Error | null) => void,
  ): void;
}

/**
 * The way out to one page. No more than some bytes wait for it at a time, however large a message is and however slowly it reads: large
 * ones leave in pieces, and what is owed meanwhile is not queued but made when there is room, from what is newest then.
 */
export interface Outlet {
  isFull(): boolean;
  /** Only while it is not full. */
  send(message: Buffer): void;
  /** As soon as there is room; of one name the last stands. */
  owe(name: object, pay: () => void): void;
  forget(name: object): void;
  /** A small message that is not to be left out. */
  tell(message: Buffer): void;
  /** nothing left for so long, or more waits to be told than anybody reads */
  isStuck(forMs: number): boolean;
}

/** Pieces of large messages. */
export const PIECE_BYTES = 64 * 1024;
const MOST_TOLD = 100;

export function makeOutlet(
  wire: Wire,
  { mostBytes, clock }: { readonly mostBytes: number; readonly clock: Pick<Clock, 'now'> },
): Outlet {
  const owed = new Map<object, () => void>();
  const told: Buffer[] = [];
  /** of a message whose first piece was sent: nothing else may come between */
  let rest: Buffer | null = null;
  let movedMs = clock.now();

  const isFull = (): boolean => rest !== null || wire.bufferedAmount > mostBytes;

  function put(message: Buffer): void {
    if (wire.bufferedAmount === 0) movedMs = clock.now();
    rest = message;
    putPieces();
  }

  function putPieces(): void {
    while (rest !== null && wire.bufferedAmount <= mostBytes) {
      const piece: Buffer = rest.subarray(0, PIECE_BYTES);
      const isLast = piece.byteLength === rest.byteLength;
      rest = isLast ? null : rest.subarray(PIECE_BYTES);
      wire.send(piece, { binary: false, fin: isLast }, moved);
    }
  }

  function moved(error?: Error | null): void {
    // It is closing, and whoever watches it says so.
    if (error != null) return;
    movedMs = clock.now();
    putPieces();
    while (!isFull()) {
      const next = told.shift();
      if (next !== undefined) put(next);
      else if (!payFirst()) return;
    }
  }

  function payFirst(): boolean {
    for (const [name, pay] of owed) {
      owed.delete(name);
      pay();
      return true;
    }
    return false;
  }

  return {
    isFull,
    send: put,
    owe: (name, pay) => void owed.set(name, pay),
    forget: (name) => void owed.delete(name),
    tell(message) {
      if (isFull() || told.length > 0) told.push(message);
      else put(message);
    },
    isStuck: (forMs) => told.length > MOST_TOLD || ((isFull() || told.length > 0) && clock.now() - movedMs > forMs),
  };
}
