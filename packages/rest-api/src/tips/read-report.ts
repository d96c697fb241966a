import {
  blockHash,
  type ClaimedElection,
  height,
  InvalidValue,
  isInFuture,
  type Network,
  type PoolId,
  poolId,
  slot,
  slotStartMs,
  type TipMessage,
  unixMs,
} from '@pooltool/domain';
import { decodePoolId, encodingInvalid } from '@pooltool/shared-utils/crypto';
import { REFUSALS, type Refusal } from './refusals.ts';
import { type Fields, fieldOf, hexIn, isObject, lineIn, naturalIn, textIn } from './report-fields.ts';
import { timeFrom } from './report-time.ts';

/** Who sends, as far as the body tells. */
export interface Claimant {
  readonly key: string;
  /** null: none, or a placeholder */
  readonly pool: PoolId | null;
  /** as it was sent, to be told so */
  readonly poolText: string | null;
  /** what the node calls itself; '' for nothing */
  readonly node: string;
  /** of `data` */
  readonly fields: Fields;
  /** the whole body */
  readonly sent: Fields;
}

/** What a report says of the tip: of the message, everything that does not depend on who sent it and when. */
export type TipFacts = Omit<TipMessage, 'reporter' | 'receivedAt'>;

const isRefusal = <Other extends object>(read: Other | Refusal): read is Refusal => 'reason' in read;

export { isRefusal };

/** The envelope, which any client sends: apiKey, poolId, data. What it names itself is printable and at most 64 characters long. */
export function readClaimant(body: string): Claimant | Refusal {
  const text = body.charCodeAt(0) === BYTE_ORDER_MARK ? body.slice(1) : body;
  if (text.trim() === '') return REFUSALS.empty;
  const sent = parsed(text);
  if (sent === undefined) return REFUSALS.notJson;
  if (!isObject(sent)) return REFUSALS.notAnObject;
  const key = textIn(sent, 'apiKey');
  if (key === null) return REFUSALS.noKey;
  const poolText = textIn(sent, 'poolId');
  const data = fieldOf(sent, 'data');
  const fields = isObject(data) ? data : NO_FIELDS;
  return {
    key,
    pool: poolText === null ? null : poolFrom(poolText),
    poolText,
    node: lineIn(fields, 'nodeId', 64),
    fields,
    sent,
  };
}

const BYTE_ORDER_MARK = 0xfeff;
const NO_FIELDS: Fields = {};

/** Heights, slots and amounts of this route are far below 2^53: what a wider number loses here is refused anyway. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function poolFrom(text: string): PoolId | null {
  const lower = text.toLowerCase();
  try {
    return poolId(lower.startsWith('pool1') ? decodePoolId(lower) : lower);
  } catch (error) {
    if (error instanceof InvalidValue || encodingInvalid.is(error)) return null;
    throw error;
  }
}

/** Four thousand years of slots of a second; a block number is no higher than its slot. */
const HIGHEST_SLOT = 2 ** 37;
const LONGEST_NAME = 64;

/**
 * The tip as it was told. What no client has to send and what cannot be read is null; without hash, height and slot there is
 * no report. Of the election only sizes are looked at: whether it is true is judged by the tip loop.
 */
export function readTip(
  fields: Fields,
  { network, nowMs }: { readonly network: Network; readonly nowMs: number },
): TipFacts | Refusal {
  if (Object.keys(fields).length === 0) return REFUSALS.noData;
  const hash = hexIn(fields, 'blockHash', 32);
  if (hash === null) return REFUSALS.hash(textIn(fields, 'blockHash'));
  const blockNo = naturalIn(fields, 'blockNo');
  if (blockNo === null || blockNo > HIGHEST_SLOT) return REFUSALS.number('blockNo', textIn(fields, 'blockNo'));
  const slotNo = naturalIn(fields, 'slotNo');
  if (slotNo === null || slotNo > HIGHEST_SLOT) return REFUSALS.number('slotNo', textIn(fields, 'slotNo'));
  if (blockNo > slotNo + 1) return REFUSALS.heightAboveSlot(blockNo, slotNo);
  // By the tip loop's own measure: what it would leave out is not acknowledged.
  if (isInFuture(network, { slot: slot(slotNo), receivedAt: unixMs(nowMs) })) {
    return REFUSALS.future(slotNo, slotStartMs(network, slot(slotNo)), nowMs, network.name);
  }
  const at = textIn(fields, 'at') ?? textIn(fields, 'blockTime');
  const parent = hexIn(fields, 'parentHash', 32);
  return {
    at: at === null ? null : timeFrom(at),
    hash: blockHash(hash),
    slot: slot(slotNo),
    height: height(blockNo),
    parent: parent === null ? null : blockHash(parent),
    issuerKey: hexIn(fields, 'nodeVKey', 32),
    election: electionIn(fields),
    protocol: protocolIn(fields),
    version: lineIn(fields, 'version', LONGEST_NAME),
    platform: lineIn(fields, 'platform', LONGEST_NAME),
  };
}

/** Which of the two forms it is, is told by the fields and not by the path: JorManager posts the newer one to either. */
function electionIn(fields: Fields): ClaimedElection | null {
  const [blockVrf, blockProof] = [hexIn(fields, 'blockVrf', 64), hexIn(fields, 'blockVrfProof', 80)];
  const leaderValue = hexIn(fields, 'leaderVrf', 32);
  if (blockVrf !== null && blockProof !== null && leaderValue !== null) {
    return { kind: 'praos', blockVrf, blockProof, leaderValue };
  }
  const [leaderVrf, leaderProof] = [hexIn(fields, 'leaderVrf', 64), hexIn(fields, 'leaderVrfProof', 80)];
  return leaderVrf === null || leaderProof === null ? null : { kind: 'tpraos', leaderVrf, leaderProof };
}

const MOST_VERSION = 2 ** 31 - 1;

function protocolIn(fields: Fields): TipMessage['protocol'] {
  const major = naturalIn(fields, 'protocolMajorVersion');
  const minor = naturalIn(fields, 'protocolMinorVersion') ?? 0;
  return major === null || major > MOST_VERSION || minor > MOST_VERSION ? null : { major, minor };
}
