import type { Block } from '@pooltool/domain';
import { fieldsOf } from '../../src/reading-fields.ts';
import { assembleBlock } from '../../src/v1/assembly.ts';
import { type BlockRecord, readBlockRecord } from '../../src/v1/block-record.ts';
import { type PartEvent, readV1Event } from '../../src/v1/event.ts';
import { type Part, partKey, readPart } from '../../src/v1/part.ts';

/** What may happen to the events between Block and BlockEnd on their way. */
export type Between = (parts: readonly PartEvent[]) => readonly PartEvent[];

/** The block that its v1 events tell of; `shuffle` may bring those between Block and BlockEnd in any order and number. */
export function assembled(events: readonly unknown[], shuffle: Between = (parts) => parts): Block {
  let record: BlockRecord | null = null;
  const between: PartEvent[] = [];
  for (const event of events.map((event) => readV1Event(fieldsOf('body', event)))) {
    if (event.kind === 'block') record = readBlockRecord('block', event.payload, event);
    if (event.kind === 'part') between.push(event);
  }
  if (record === null) throw new Error('the events have no Block');
  const parts = new Map<string, Part>();
  for (const event of shuffle(between)) {
    const part = readPart(event, record);
    if (part !== null) parts.set(partKey(part), part);
  }
  return assembleBlock(record, parts.values());
}
