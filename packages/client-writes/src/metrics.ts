import type { Metrics } from '@pooltool/shared-utils/metrics';
import type { Pool } from '@pooltool/shared-utils/pg';
import {
  CLIENT_CONTACT_MIRROR,
  countMirror,
  POOL_ALERT_MIRROR,
  PUSH_DEVICE_MIRROR,
} from '@pooltool/store/client-writes';
import type { FollowedNodes } from './watch-nodes.ts';
import type { WatchedWords } from './watch-words.ts';
import type { Outcome } from './words/shared-word.ts';

/** The figures an operator watches. @returns what is told of each write that is taken over or refused */
export function writeMetrics(metrics: Metrics): (word: string, outcome: Outcome) => void {
  const taken = metrics.counter({
    name: 'client_writes_total',
    says: 'Words of clients that were taken over, or refused and drawn over',
    labels: ['word', 'outcome'],
  });
  return (word, outcome) => taken.inc({ word, outcome });
}

export function nodeMetrics(
  metrics: Metrics,
  { pool, nodes, words }: { readonly pool: Pool; readonly nodes: FollowedNodes; readonly words: WatchedWords },
): void {
  metrics.gauge({
    name: 'client_alerts',
    says: 'Alerts of devices that are kept; at most CLIENT_WRITES_MOST_ALERTS',
    read: () => countMirror(pool, POOL_ALERT_MIRROR),
  });
  metrics.gauge({
    name: 'client_alerts_left_out',
    says: 'Alerts that there was no room for since the process began: somebody writes them without end, or the setting is too low',
    read: async () => nodes.book.leftOut,
  });
  metrics.gauge({
    name: 'client_alerts_refused',
    says: 'Nodes below legacy_alerts that are no alerts',
    read: async () => nodes.book.refused,
  });
  metrics.gauge({
    name: 'push_devices',
    says: 'Users whose device is known',
    read: () => countMirror(pool, PUSH_DEVICE_MIRROR),
  });
  metrics.gauge({
    name: 'client_contacts',
    says: 'Users who told an e-mail address or a name',
    read: () => countMirror(pool, CLIENT_CONTACT_MIRROR),
  });
  metrics.gauge({
    name: 'client_words_open',
    says: 'Words in Firebase that are not settled: they wait for the publisher, or for PostgreSQL',
    read: async () => words.all.reduce((sum, word) => sum + word.open(), 0),
  });
}
