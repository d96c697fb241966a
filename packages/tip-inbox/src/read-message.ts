import {
  blockHash,
  type ClaimedElection,
  height,
  InvalidValue,
  nodeName,
  poolId,
  slot,
  type TipMessage,
  unixMs,
} from '@pooltool/domain';
import { tipUnreadable } from './errors.ts';

/** A message from its own JSON, each part by the constructor of its word. @throws POOLTOOL_TIP_UNREADABLE (halt) */
export function readMessage(stored: unknown): TipMessage {
  try {
    const given = objectOf('message', stored);
    const reporter = objectOf('reporter', given['reporter']);
    return {
      reporter: { pool: poolId(text(reporter['pool'])), node: nodeName(text(reporter['node'])) },
      receivedAt: unixMs(number(given['receivedAt'])),
      at: nullOr(given['at'], (at) => unixMs(number(at))),
      hash: blockHash(text(given['hash'])),
      slot: slot(number(given['slot'])),
      height: height(number(given['height'])),
      parent: nullOr(given['parent'], (parent) => blockHash(text(parent))),
      issuerKey: nullOr(given['issuerKey'], text),
      election: nullOr(given['election'], electionOf),
      protocol: nullOr(given['protocol'], protocolOf),
      version: text(given['version']),
      platform: text(given['platform']),
    };
  } catch (cause) {
    if (cause instanceof InvalidValue) throw tipUnreadable({ message: cause.message, cause });
    throw cause;
  }
}

function electionOf(stored: unknown): ClaimedElection {
  const given = objectOf('election', stored);
  const kind = text(given['kind']);
  if (kind === 'tpraos') {
    return { kind, leaderVrf: text(given['leaderVrf']), leaderProof: text(given['leaderProof']) };
  }
  if (kind === 'praos') {
    const [blockVrf, blockProof] = [text(given['blockVrf']), text(given['blockProof'])];
    return { kind, blockVrf, blockProof, leaderValue: text(given['leaderValue']) };
  }
  throw new InvalidValue({ word: 'kind of election', given: kind, rule: 'tpraos or praos' });
}

function protocolOf(stored: unknown): { readonly major: number; readonly minor: number } {
  const given = objectOf('protocol', stored);
  return { major: number(given['major']), minor: number(given['minor']) };
}

const nullOr = <Value>(stored: unknown, read: (stored: unknown) => Value): Value | null =>
  stored === null ? null : read(stored);

function objectOf(word: string, stored: unknown): Readonly<Record<string, unknown>> {
  if (typeof stored !== 'object' || stored === null) {
    throw new InvalidValue({ word, given: stored, rule: 'a JSON object' });
  }
  return { ...stored };
}

function text(stored: unknown): string {
  if (typeof stored !== 'string') throw new InvalidValue({ word: 'text', given: stored, rule: 'a string' });
  return stored;
}

function number(stored: unknown): number {
  if (typeof stored !== 'number') throw new InvalidValue({ word: 'number', given: stored, rule: 'a number' });
  return stored;
}
