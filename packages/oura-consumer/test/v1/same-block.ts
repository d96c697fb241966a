import { isDeepStrictEqual } from 'node:util';
import { decodeBlock } from '@pooltool/codec';
import type { Network } from '@pooltool/domain';
import { parseLossless, stringifyLossless } from '@pooltool/shared-utils/json';
import { v1EventsOf } from '@pooltool/simulator/feed';
import { expect } from 'vitest';
import { assembled, type Between } from './assembled.ts';
import { whatV1Tells } from './what-v1-tells.ts';

export interface SameOptions {
  readonly network: Network;
  /** transaction details */
  readonly details: boolean;
  readonly shuffle?: Between;
}

/** Takes a block apart into v1 events without CBOR, sends them through JSON, and holds what comes of them against the decoder's word. */
export function expectSame(bytes: Uint8Array, { network, details, shuffle }: SameOptions): void {
  const events = v1EventsOf(bytes, { cbor: false, details, network, fingerprints: false });
  const block = assembled(
    events.map((event) => parseLossless(stringifyLossless(event))),
    shuffle,
  );
  const decoded = decodeBlock(bytes);
  const told = whatV1Tells(block, decoded, { details });
  const wanted = whatV1Tells(decoded, decoded, { details });
  // The slow comparison is for its message.
  if (!isDeepStrictEqual(told, wanted)) expect(told).toEqual(wanted);
}

/** Every second block with transaction details. Gives how many were compared. */
export async function expectAllSame(
  blocks: AsyncIterable<Uint8Array>,
  network: Network,
  most = Number.POSITIVE_INFINITY,
): Promise<number> {
  let compared = 0;
  for await (const bytes of blocks) {
    if (compared === most) break;
    expectSame(bytes, { network, details: compared % 2 === 0 });
    compared += 1;
  }
  return compared;
}
