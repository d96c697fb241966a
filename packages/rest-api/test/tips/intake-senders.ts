import { KEY, POOL } from './intake-stage.ts';

const SENDERS = 20;
const SLOT = 1_700_000_000;

export interface Senders {
  /** numbers of the reports that were acknowledged */
  readonly acknowledged: Set<number>;
  /** how often each status was answered; 0: the connection broke before an answer came */
  readonly answers: Map<number, number>;
  /** Each sender ends with its present report. */
  stop(): Promise<void>;
}

let no = 0;

/** Nodes that report one tip after another, all at once, each report with a number of its own. */
export function startSenders(address: string): Senders {
  const acknowledged = new Set<number>();
  const answers = new Map<number, number>();
  let isStopping = false;
  const senders = Array.from({ length: SENDERS }, async (_, at) => {
    while (!isStopping) {
      no += 1;
      const mine = no;
      const status = await report(address, { no: mine, node: `n${at}` });
      answers.set(status, (answers.get(status) ?? 0) + 1);
      if (status === 200) acknowledged.add(mine);
      // Whoever is refused, or meets a closed port, comes back no sooner than the next turn of the event loop.
      else await new Promise((resolve) => setImmediate(resolve));
    }
  });
  return {
    acknowledged,
    answers,
    async stop() {
      isStopping = true;
      await Promise.all(senders);
    },
  };
}

/** @returns the status, or 0 when none came */
export async function report(
  address: string,
  { no: height, node }: { readonly no: number; readonly node: string },
): Promise<number> {
  const data = { blockHash: 'ab'.repeat(32), blockNo: height, slotNo: SLOT, nodeId: node };
  try {
    const answer = await fetch(`${address}/v1/sendstats`, {
      method: 'POST',
      body: JSON.stringify({ apiKey: KEY, poolId: POOL, data }),
    });
    const { success }: { readonly success?: unknown } = JSON.parse(await answer.text());
    // What is not acknowledged by both is not acknowledged.
    return answer.status === 200 && success !== true ? 500 : answer.status;
  } catch {
    return 0;
  }
}
