import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Network, slotStartMs, type TipMessage } from '@pooltool/domain';

/** Names that intake made from addresses begin so; in the old form such a node is the pool itself. */
const MADE_NAME = /^(~.*)?$/;

/** Whose item it is: as ever the pool's, and one more for each node that gave itself a name. */
export const oldItemId = ({ reporter: { pool, node } }: TipMessage): string =>
  MADE_NAME.test(node) ? pool : `${pool}#${node}`;

/**
 * The last tip of one reporter as the old backend kept it in NewTips (operators.md 2.7): times in ms since 1970, what is not
 * told null or absent, a single space for no version or platform.
 */
export function oldItem(message: TipMessage, network: Network): Record<string, AttributeValue> {
  const { election, protocol } = message;
  return {
    id: text(oldItemId(message)),
    lasthash: text(message.hash),
    lastslot: number(message.slot),
    lastparent: message.parent === null ? NULL : text(message.parent),
    mytip: number(message.height),
    ...(message.at === null ? {} : { at: number(message.at), theoretical: number(slotStartMs(network, message.slot)) }),
    ...electionAttributes(election),
    nodevkey: message.issuerKey === null ? NULL : text(message.issuerKey),
    version: text(message.version === '' ? ' ' : message.version),
    platform: text(message.platform === '' ? ' ' : message.platform),
    ...(protocol === null ? {} : { protocol_major: number(protocol.major), protocol_minor: number(protocol.minor) }),
    lastupdate: number(Math.floor(message.receivedAt / 1_000)),
  };
}

function electionAttributes(election: TipMessage['election']): Record<string, AttributeValue> {
  switch (election?.kind) {
    case undefined:
      return { leadervrf: NULL };
    case 'tpraos':
      return { leadervrf: text(election.leaderVrf), leadervrfproof: text(election.leaderProof) };
    case 'praos':
      return {
        leadervrf: text(election.leaderValue),
        blockvrf: text(election.blockVrf),
        blockproof: text(election.blockProof),
      };
  }
}

const NULL: AttributeValue = { NULL: true };
const text = (S: string): AttributeValue => ({ S });
const number = (value: number): AttributeValue => ({ N: String(value) });
