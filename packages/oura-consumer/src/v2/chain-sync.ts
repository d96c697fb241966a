import { blockHash, type Point, slot } from '@pooltool/domain';
import { wordOf, wrongField } from '../reading-fields.ts';

/** What Oura v2 says in headers beside each record (chain-input.md 2.1). */
export interface ChainSync {
  /** `apply` from every released version, whatever happened; the unmerged sink tells the truth */
  readonly action: Action;
  readonly point: Point | 'origin' | null;
}

export type Action = 'apply' | 'undo' | 'reset';

const ACTION = 'x-oura-chainsync-action';
const POINT = 'x-oura-chainsync-point';

/** Without the headers, as from Oura v1, a record is applied. @throws POOLTOOL_EVENT_UNREADABLE naming the header */
export function readChainSync(headers: Readonly<Record<string, string | readonly string[] | undefined>>): ChainSync {
  const action = headers[ACTION] ?? 'apply';
  if (!isAction(action)) throw wrongField(`header ${ACTION}`, 'apply, undo or reset', action);
  const point = headers[POINT];
  return { action, point: point === undefined ? null : readPointText(`header ${POINT}`, point) };
}

export const isAction = (value: unknown): value is Action => value === 'apply' || value === 'undo' || value === 'reset';

/** `slot,hash` or `origin` */
function readPointText(name: string, text: string | readonly string[]): Point | 'origin' {
  if (text === 'origin') return 'origin';
  const [, slotText, hash] = (typeof text === 'string' && /^(\d+),([0-9a-fA-F]+)$/.exec(text.trim())) || [];
  if (slotText === undefined || hash === undefined) throw wrongField(name, 'slot,hash or origin', String(text));
  return wordOf(name, () => ({ slot: slot(Number(slotText)), hash: blockHash(hash.toLowerCase()) }));
}
