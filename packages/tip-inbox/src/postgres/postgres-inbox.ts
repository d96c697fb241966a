import type { Pool } from '@pooltool/shared-utils/pg';
import { putTipBatches, takeTipBatches } from '@pooltool/store/tip-inbox';
import { batchesOf } from '../batches.ts';
import { readMessage } from '../read-message.ts';
import { MOST_IN_BATCH, type TipInbox } from '../tip-inbox.ts';

/** An inbox in the truth's own database: a row for each batch. The pool stays its owner's. */
export function openPostgresInbox({ pool }: { readonly pool: Pool }): TipInbox {
  return {
    async put(messages) {
      if (messages.length === 0) return;
      const batches = batchesOf(messages, MOST_IN_BATCH);
      await putTipBatches(
        pool,
        batches.map((batch) => ({ size: batch.length, json: JSON.stringify(batch) })),
      );
    },
    fetch: async () => {},
    take: async (tx, limit) => (await takeTipBatches(tx, limit)).flat().map(readMessage),
    close: async () => {},
  };
}
