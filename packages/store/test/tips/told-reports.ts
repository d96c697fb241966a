import {
  type BlockClaim,
  blockHash,
  type Evidence,
  epoch,
  height,
  nodeName,
  type PoolId,
  slot,
  type TipReport,
} from '@pooltool/domain';
import { hash32, testPoolId } from '@pooltool/domain/testing';

/** A claim about block number `tag`: what is not said is a slot of epoch 3. */
export const claimOf = (tag: number, given: Partial<BlockClaim> = {}): BlockClaim => ({
  hash: blockHash(hash32(tag)),
  slot: slot(300 + tag),
  height: height(30 + tag),
  epoch: epoch(3),
  producer: testPoolId(1),
  ...given,
});

/** A report of pool `from`: seen after `delayMs`, arrived 50 ms later where not said otherwise. */
export const reportOf = (
  block: BlockClaim,
  from: number,
  delayMs: number | null,
  { node = '', receivedMs = (delayMs ?? 0) + 50, evidence = 'claimed' }: ReportOptions = {},
): TipReport => ({
  reporter: { pool: testPoolId(from), node: nodeName(node) },
  block,
  evidence,
  delayMs,
  receivedMs,
});

interface ReportOptions {
  readonly node?: string;
  readonly receivedMs?: number;
  readonly evidence?: Evidence;
}

/** Who reported what, in few words: `pool/node delay received`. */
export const told = (
  reports: readonly {
    readonly reporter: { readonly pool: PoolId; readonly node: string };
    readonly delayMs: number | null;
    readonly receivedMs: number;
  }[],
): string[] =>
  reports.map(
    ({ reporter, delayMs, receivedMs }) =>
      `${Number.parseInt(reporter.pool, 16)}/${reporter.node} ${delayMs} ${receivedMs}`,
  );
