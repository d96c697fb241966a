import type { Metrics } from '@pooltool/shared-utils/metrics';
import type { Connections, Dropped } from './connections.ts';
import type { Hub } from './hub.ts';
import type { LaneParts } from './lane.ts';

/** The figures of what is pushed. */
export interface ObservedSockets {
  readonly redrawn: LaneParts['onRedraw'];
  readonly sent: LaneParts['onSent'];
  readonly dropped: (why: Dropped) => void;
  /** How many there are is asked at each scrape. */
  watch(parts: { readonly connections: Pick<Connections, 'count'>; readonly hub: Pick<Hub, 'counts'> }): void;
}

export function observeSockets(metrics: Metrics): ObservedSockets {
  const drawing = metrics.histogram({
    name: 'websocket_redraw_seconds',
    says: 'Time to draw what is listened to of a channel',
    labels: ['channel'],
  });
  const telling = metrics.histogram({
    name: 'websocket_fanout_seconds',
    says: 'Time to hand what was drawn to all who listen',
    labels: ['channel'],
  });
  const sent = metrics.counter({
    name: 'websocket_messages_total',
    says: 'Snapshots and updates that were sent',
    labels: ['channel'],
  });
  const dropped = metrics.counter({ name: 'websocket_dropped_total', says: 'Sockets that we closed', labels: ['why'] });
  return {
    redrawn(channel, seconds) {
      drawing.observe({ channel }, seconds.drawing);
      telling.observe({ channel }, seconds.telling);
    },
    sent: (channel) => sent.inc({ channel }),
    dropped: (why) => dropped.inc({ why }),
    watch({ connections, hub }) {
      metrics.gauge({ name: 'websocket_sockets', says: 'Open WebSockets', read: () => connections.count() });
      metrics.gauge({
        name: 'websocket_subscriptions',
        says: 'What they listen to, all together',
        read: () => [...hub.counts().values()].reduce((sum, { subscriptions }) => sum + subscriptions, 0),
      });
      metrics.gauge({
        name: 'websocket_topics',
        says: 'Channels with different params that are drawn',
        read: () => [...hub.counts().values()].reduce((sum, { topics }) => sum + topics, 0),
      });
    },
  };
}
