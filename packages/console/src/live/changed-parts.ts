import { stringifyLossless } from '@pooltool/shared-utils/json';
import { renderPart } from '../page/parts/render-part.ts';
import { type ConsoleView, PART_NAMES, type PartName } from '../view/console-view.ts';
import type { ServerEvent } from './watchers.ts';

/** What each part was when it was last sent, as JSON. */
export type SentParts = Map<PartName, string>;

/** The events of the parts that differ from what was sent, and remembers them as sent. Compared by data: ages in the markup always differ. */
export function changedParts(view: ConsoleView, sent: SentParts, nowMs: number): ServerEvent[] {
  return PART_NAMES.flatMap((name) => {
    const data = stringifyLossless(view[name]);
    if (sent.get(name) === data) return [];
    sent.set(name, data);
    return [partEvent(name, view, data, nowMs)];
  });
}

const partEvent = (part: PartName, view: ConsoleView, data: string, nowMs: number): ServerEvent => ({
  event: 'part',
  data: `{"part":"${part}","now":${nowMs},"html":${JSON.stringify(renderPart(part, view, nowMs).markup)},"data":${data}}`,
});
