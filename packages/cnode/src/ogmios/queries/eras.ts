import { slot } from '@pooltool/domain';
import type { EraBound, EraSummary } from '../answers.ts';
import { type Query, query } from '../wire/query.ts';
import type { Reading } from '../wire/reading.ts';
import { epochAt } from './points.ts';

export const eraStart: Query<EraBound> = query({ method: 'queryLedgerState/eraStart', read: boundAt });

export const eraSummaries: Query<readonly EraSummary[]> = query({
  method: 'queryLedgerState/eraSummaries',
  read: (at) => at.list(summaryAt),
});

function summaryAt(at: Reading): EraSummary {
  const parameters = at.field('parameters');
  return {
    start: boundAt(at.field('start')),
    end: at.optional('end', boundAt),
    epochLength: parameters.field('epochLength').count(),
    slotLengthMs: parameters.field('slotLength').field('milliseconds').count(),
    safeZone: parameters.optional('safeZone', (zone) => zone.count()),
  };
}

function boundAt(at: Reading): EraBound {
  const of = at.field('slot');
  return {
    timeSeconds: at.field('time').field('seconds').safeInteger(),
    slot: of.as(() => slot(of.safeInteger())),
    epoch: epochAt(at.field('epoch')),
  };
}
