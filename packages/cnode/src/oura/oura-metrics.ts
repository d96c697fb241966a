import type { Metrics } from '@pooltool/shared-utils/metrics';
import type { OuraState } from './supervise-oura.ts';

/** Keeps the figures an operator watches. */
export function ouraMetrics(metrics: Metrics) {
  const running = metrics.gauge({ name: 'oura_running', says: '1 while Oura runs under our eyes' });
  const slot = metrics.gauge({ name: 'oura_sync_slot', says: "Slot of the consumer's tip when it was last asked" });
  const failures = metrics.gauge({ name: 'oura_failures', says: 'Ends of Oura in a row without any progress' });
  const starts = metrics.counter({ name: 'oura_starts_total', says: 'How often Oura was started' });
  return {
    observeStart: () => starts.inc(),
    report(state: OuraState) {
      running.set(state.running ? 1 : 0);
      failures.set(state.failures);
      if (state.syncSlot !== null) slot.set(state.syncSlot);
    },
  };
}
