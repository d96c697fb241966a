import {
  type BlockClaim,
  type EvidenceRefusal,
  epochOfSlot,
  isInFuture,
  type JudgedEvidence,
  type Network,
  slotStartMs,
  type TipMessage,
  type TipReport,
} from '@pooltool/domain';
import type { HeaderReport } from '@pooltool/store';

/** What messages say, as far as it is believed. */
export interface ReadTips {
  /** those that tell anything */
  readonly due: readonly TipMessage[];
  readonly reports: readonly TipReport[];
  readonly headers: readonly HeaderReport[];
  /** how many contradict themselves, or what we know, by what is wrong with them */
  readonly refused: ReadonlyMap<EvidenceRefusal, number>;
}

/** Messages of slots that are still to come tell nothing: neither of a block nor of how fast it was. They are left out. */
export function splitByTime(
  network: Network,
  messages: readonly TipMessage[],
): { readonly due: readonly TipMessage[]; readonly toCome: number } {
  const due = messages.filter((message) => !isInFuture(network, message));
  return { due, toCome: messages.length - due.length };
}

/** @param due of slots that began before they arrived */
export function readTips(
  network: Network,
  { due, toCome }: { readonly due: readonly TipMessage[]; readonly toCome: number },
  judge: (message: TipMessage) => JudgedEvidence,
): ReadTips {
  const reports: TipReport[] = [];
  const headers: HeaderReport[] = [];
  const refused = new Map<EvidenceRefusal, number>(toCome === 0 ? [] : [['slot-in-future', toCome]]);
  for (const message of due) {
    const judged = judge(message);
    if (judged.refused !== null) refused.set(judged.refused, (refused.get(judged.refused) ?? 0) + 1);
    const block = blockOf(network, message, judged);
    reports.push(reportOf(network, message, block, judged));
    const header = headerOf(message, block, judged);
    if (header !== null) headers.push(header);
  }
  return { due, reports, headers, refused };
}

const blockOf = (network: Network, { hash, slot, height }: TipMessage, { producer }: JudgedEvidence): BlockClaim => ({
  hash,
  slot,
  height,
  epoch: epochOfSlot(network, slot),
  producer,
});

function reportOf(
  network: Network,
  { reporter, slot, at, receivedAt }: TipMessage,
  block: BlockClaim,
  { evidence }: JudgedEvidence,
): TipReport {
  const startMs = slotStartMs(network, slot);
  return {
    reporter,
    block,
    evidence,
    delayMs: at === null ? null : at - startMs,
    receivedMs: receivedAt - startMs,
  };
}

function headerOf(
  { reporter, parent }: TipMessage,
  block: BlockClaim,
  { election, evidence, provable }: JudgedEvidence,
): HeaderReport | null {
  const { producer } = block;
  if (election === null || producer === null) return null;
  const outputs =
    election.kind === 'praos'
      ? { leaderVrf: null, blockVrf: election.blockVrf }
      : { leaderVrf: election.leaderVrf, blockVrf: null };
  return { reporter, header: { block: { ...block, producer }, ...outputs, parent, evidence, provable } };
}
