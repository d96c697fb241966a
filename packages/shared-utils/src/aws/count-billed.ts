import type { BilledOperation } from '../metrics/index.ts';

/** Told of every operation the cloud puts on the bill: its bytes, and how many units (1 if not said). */
export type CountBilled = (operation: BilledOperation, bytes?: number, count?: number) => void;
