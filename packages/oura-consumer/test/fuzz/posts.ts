import { decodeBlock } from '@pooltool/codec';
import type { Network } from '@pooltool/domain';
import { toHex } from '@pooltool/shared-utils/crypto';
import { v1EventsOf } from '@pooltool/simulator/feed';

/** A POST before anything is wrong with it. */
export interface WholePost {
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  /** where in the body a block's bytes stand as hex; absent: nowhere */
  readonly hexAt?: readonly string[];
}

/** All v1 events of a block without its CBOR, in order: only together do they tell of it. */
export const toldInPieces = (bytes: Uint8Array, network: Network): WholePost[] =>
  v1EventsOf(bytes, { cbor: false, details: true, network }).map((event) => ({
    name: `v1 ${String(event['variant'])} of a whole block`,
    body: { ...event },
    headers: {},
  }));

/** Every form in which a feed tells of this block, and of going back to it. */
export function postsOf(bytes: Uint8Array, network: Network): WholePost[] {
  const { slot, hash } = decodeBlock(bytes);
  const hex = toHex(bytes);
  const point = { slot, hash };
  const sync = (action: string) => ({ 'x-oura-chainsync-action': action, 'x-oura-chainsync-point': `${slot},${hash}` });
  const told = (details: { cbor: boolean; details: boolean }) =>
    v1EventsOf(bytes, { ...details, network }).map((event): WholePost => {
      const name = `v1 ${String(event['variant'])}${details.cbor ? '' : ' without CBOR'}`;
      return {
        name,
        body: { ...event },
        headers: {},
        ...(details.cbor && 'block' in event ? { hexAt: ['block', 'cbor_hex'] } : {}),
      };
    });
  const nowhere = Object.fromEntries([...CONTEXT, 'timestamp'].map((field) => [field, null]));
  return [
    { name: 'v2', body: { hex }, headers: sync('apply'), hexAt: ['hex'] },
    { name: 'v2 bare', body: { hex }, headers: {}, hexAt: ['hex'] },
    { name: 'v2 undo', body: { hex }, headers: sync('undo'), hexAt: ['hex'] },
    { name: 'v2 reset', body: { event: 'reset', point }, headers: sync('reset') },
    { name: 'v2 sink', body: { event: 'apply', point, record: { hex } }, headers: {}, hexAt: ['record', 'hex'] },
    {
      name: 'v1 RollBack',
      body: {
        context: nowhere,
        roll_back: { block_slot: slot, block_hash: hash },
        fingerprint: null,
        variant: 'RollBack',
        timestamp: null,
      },
      headers: {},
    },
    ...told({ cbor: true, details: false }),
    ...told({ cbor: false, details: true }),
  ];
}

const CONTEXT = [
  'block_hash',
  'block_number',
  'slot',
  'timestamp',
  'tx_idx',
  'tx_hash',
  'input_idx',
  'output_idx',
  'output_address',
  'certificate_idx',
];
