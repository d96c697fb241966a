import type { Clock } from '@pooltool/shared-utils/clock';
import type { Metrics } from '@pooltool/shared-utils/metrics';
import type { PassTaken } from './tip-pass.ts';

const MINUTE_MS = 60_000;

/** The figures an operator watches; call what comes back with each pass that succeeded. */
export function tipMetrics({
  metrics,
  clock,
}: {
  readonly metrics: Metrics;
  readonly clock: Clock;
}): (taken: PassTaken, seconds: number) => void {
  let lastMinute: { readonly at: number; readonly messages: number }[] = [];
  let last = { at: clock.now(), oldestMs: 0 };
  const tips = metrics.counter({ name: 'tips_total', says: 'Tip reports taken in' });
  const refused = metrics.counter({
    name: 'tips_refused_total',
    says: 'Tip reports that contradict themselves or what we know, by what is wrong with them',
    labels: ['reason'],
  });
  const changed = metrics.counter({
    name: 'heights_judged_total',
    says: 'Heights that came out otherwise than before',
  });
  const pass = metrics.histogram({ name: 'tip_pass_seconds', says: 'Duration of a pass that took something in' });
  const idle = metrics.histogram({ name: 'tip_idle_pass_seconds', says: 'Duration of a pass that found nothing' });
  metrics.gauge({
    name: 'tips_per_minute',
    says: 'Tip reports taken in during the last minute',
    read: () => {
      const since = clock.now() - MINUTE_MS;
      return lastMinute.reduce((sum, { at, messages }) => (at > since ? sum + messages : sum), 0);
    },
  });
  metrics.gauge({
    name: 'tip_inbox_age_seconds',
    says: 'Age of the oldest report of the last pass, and how long that is ago: grows while none is taken in',
    read: () => (last.oldestMs + Math.max(0, clock.now() - last.at)) / 1000,
  });

  return (taken, seconds) => {
    const at = clock.now();
    last = { at, oldestMs: taken.oldestMs };
    (taken.messages === 0 ? idle : pass).observe(seconds);
    for (const [reason, count] of taken.refused) refused.inc({ reason }, count);
    changed.inc(taken.changed);
    if (taken.messages === 0) return;
    tips.inc(taken.messages);
    lastMinute = [...lastMinute.filter((one) => one.at > at - MINUTE_MS), { at, messages: taken.messages }];
  };
}
