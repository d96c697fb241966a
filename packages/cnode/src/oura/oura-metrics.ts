import type { Metrics } from '@pooltool/shared-utils/metrics';
import type { OuraState } from './supervise-oura.ts';

/** Keeps the figures an operator watches, by feed. */
export function ouraMetrics(metrics: Metrics) {
  const labels = ['feed'] as const;
  const running = metrics.gauge({ name: 'oura_running', says: '1 while Oura runs under our eyes', labels });
  const slot = metrics.gauge({
    name: 'oura_sync_slot',
    says: "Slot of the consumer's tip when it was last asked",
    labels,
  });
  const failures = metrics.gauge({
    name: 'oura_failures',
    says: 'Ends of Oura in a row without any progress',
    labels,
  });
  const starts = metrics.counter({ name: 'oura_starts_total', says: 'How often Oura was started', labels });
  return {
    observeStart: (feed: string) => starts.inc({ feed }),
    report(feed: string, state: OuraState) {
      running.set({ feed }, state.running ? 1 : 0);
      failures.set({ feed }, state.failures);
      if (state.syncSlot !== null) slot.set({ feed }, state.syncSlot);
    },
  };
}
