import type { Wire } from '../../src/websocket/outlet.ts';
import type { Heard } from './page-socket.ts';

/** A socket without a network: what is sent waits in it until somebody reads. */
export interface FakeWire extends Wire {
  /** whole messages that were read, in order */
  readonly read: Heard[];
  /** Whoever is at the other end stops reading, or goes on. */
  jam(): void;
  drain(): void;
  /** most that ever waited */
  readonly mostBuffered: number;
}

export function fakeWire(): FakeWire {
  const read: Heard[] = [];
  let waiting: { readonly data: Buffer; readonly fin: boolean; readonly sent: () => void }[] = [];
  let pieces: Buffer[] = [];
  let jammed = false;
  let mostBuffered = 0;
  const buffered = (): number => waiting.reduce((sum, { data }) => sum + data.byteLength, 0);

  function leave(): void {
    while (!jammed) {
      const next = waiting[0];
      if (next === undefined) return;
      waiting = waiting.slice(1);
      pieces.push(next.data);
      if (next.fin) {
        read.push(JSON.parse(Buffer.concat(pieces).toString()));
        pieces = [];
      }
      next.sent();
    }
  }
  return {
    read,
    get bufferedAmount() {
      return buffered();
    },
    get mostBuffered() {
      return mostBuffered;
    },
    send(data, { fin }, sent) {
      waiting.push({ data, fin, sent });
      mostBuffered = Math.max(mostBuffered, buffered());
      queueMicrotask(leave);
    },
    jam: () => {
      jammed = true;
    },
    drain() {
      jammed = false;
      leave();
    },
  };
}
