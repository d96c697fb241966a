import { callerAddress } from '../conventions/caller-address.ts';
import { type Allowance, tokenBuckets } from '../conventions/token-buckets.ts';

export interface ReportAllowances {
  readonly perNode: Allowance;
  /** a host may stand for many nodes; this keeps away who has no key */
  readonly perAddress: Allowance;
}

const MOST_ADDRESSES = 20_000;
const MOST_NODES = 50_000;

/** Whoever may still report is answered 0, others how many seconds to wait. */
export function reportLimits({ perNode, perAddress }: ReportAllowances) {
  const nodes = tokenBuckets(perNode, { most: MOST_NODES });
  const addresses = tokenBuckets(perAddress, { most: MOST_ADDRESSES });
  return {
    ofAddress: (ip: string, nowMs: number): number => addresses.take(callerAddress(ip), { cost: 1, nowMs }).waitSeconds,
    /** a node is one name of one pool under one key */
    ofNode: (node: string, nowMs: number): number => nodes.take(node, { cost: 1, nowMs }).waitSeconds,
  };
}
