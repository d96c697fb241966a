import { blockHash, height, nodeName, poolId, slot, type TipMessage, unixMs } from '@pooltool/domain';

/** A message that says little, told from others by its number. */
export const messageNo = (no: number, more: Partial<TipMessage> = {}): TipMessage => ({
  reporter: { pool: poolId(no.toString(16).padStart(56, '0')), node: nodeName('') },
  receivedAt: unixMs(1_700_000_000_000 + no),
  at: null,
  hash: blockHash('ab'.repeat(32)),
  slot: slot(1_000 + no),
  height: height(no),
  parent: null,
  issuerKey: null,
  election: null,
  protocol: null,
  version: '',
  platform: '',
  ...more,
});

export const numbersOf = (messages: readonly TipMessage[]): number[] => messages.map(({ height }) => Number(height));

export const fromTo = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at);

/** Every part of a message in use. */
export const FULL_MESSAGE: TipMessage = messageNo(7, {
  reporter: { pool: poolId('0b'.repeat(28)), node: nodeName('relé "2"') },
  at: unixMs(1_699_999_999_123),
  parent: blockHash('cd'.repeat(32)),
  issuerKey: '01'.repeat(32),
  election: { kind: 'praos', blockVrf: '02'.repeat(64), blockProof: '03'.repeat(80), leaderValue: '04'.repeat(32) },
  protocol: { major: 10, minor: 1 },
  version: '10.1.4:1f63d',
  platform: 'cncli',
});

export const OLD_MESSAGE: TipMessage = messageNo(8, {
  election: { kind: 'tpraos', leaderVrf: '05'.repeat(64), leaderProof: '06'.repeat(80) },
});
