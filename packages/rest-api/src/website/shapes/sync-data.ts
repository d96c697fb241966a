import type { JsonObject } from '@pooltool/shared-utils/json';
import { type Newest, type Shown, syncDataRecord } from '@pooltool/store/website';
import { count, epochNumber, hashHex, record } from '../wire-types.ts';

/** How far nodes are (clients.md 3.1). Every field is there always: pages never show one that came later. */
export const syncDataSchema = record({
  majoritymax: count('The height that most pools report'),
  syncd: count('Pools near it'),
  samples: count('Pools that report'),
  histogramheight: count('Of the block whose propagation is shown'),
  histogramhash: hashHex,
  currentepoch: epochNumber(),
  currentslot: count("Of our chain's tip, from the epoch's beginning"),
});

export const syncDataShape = (newest: Newest, shown: Shown): JsonObject => ({
  ...syncDataRecord(newest, shown),
  currentslot: newest?.figures.chain?.epochSlot ?? 0,
});

export const SYNC_DATA_EXAMPLE = {
  majoritymax: 13_200_000,
  syncd: 611,
  samples: 640,
  histogramheight: 13_200_000,
  histogramhash: '5c7f4b2e2a1d3f60718293a4b5c6d7e8f90123456789abcdef0123456789abcd',
  currentepoch: 612,
  currentslot: 123_456,
};
