import type { WorkerParts } from '../worker/worker-parts.ts';
import type { Sensor } from './define-sensor.ts';
import { evaluateSensor } from './evaluate-sensor.ts';

export type SensorLoop = {
  wake(): void;
  /** Resolves after the signal is aborted and the last look has ended. */
  readonly ended: Promise<void>;
};

/** Looks at once, then every `intervalMs` and whenever it is woken; looks never overlap in one process. */
export function sensorLoop(parts: WorkerParts, sensor: Sensor, signal: AbortSignal): SensorLoop {
  const { clock, log } = parts;
  let woken = false;
  let pause = new AbortController();

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const look = { woken, signal };
      woken = false;
      try {
        await evaluateSensor(parts, sensor, look);
      } catch (error) {
        log.warn({ error, sensor: sensor.name }, 'sensor.unrecorded');
      }
      if (woken) continue;
      pause = new AbortController();
      // Ends early when woken or stopped: both are looked at above.
      await clock.waitMs(sensor.intervalMs, AbortSignal.any([signal, pause.signal])).catch(() => {});
    }
  };

  return {
    wake: () => {
      woken = true;
      pause.abort();
    },
    ended: run(),
  };
}
