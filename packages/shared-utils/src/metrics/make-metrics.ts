import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type BilledOperation, billing } from './billed-operations.ts';

export type MetricDefinition<Label extends string> = {
  /** Without the prefix, with the unit last: 'last_block_age_seconds', 'blocks_total'. */
  readonly name: string;
  readonly says: string;
  readonly labels?: readonly Label[];
};

type GaugeDefinition<Label extends string> = MetricDefinition<Label> & {
  /** Asked at each scrape; it may look into the database. While it fails the gauge is NaN and the page is there. */
  readonly read?: () => number | Promise<number>;
};

/** The figures of one daemon. There is no global registry: two daemons in one test do not mix. */
export type Metrics = {
  gauge<Label extends string = never>(definition: GaugeDefinition<Label>): Gauge<Label>;
  counter<Label extends string = never>(definition: MetricDefinition<Label>): Counter<Label>;
  /** `buckets` in the metric's unit; the default suits durations from 1 ms to 60 s given in seconds. */
  histogram<Label extends string = never>(
    definition: MetricDefinition<Label> & { readonly buckets?: readonly number[] },
  ): Histogram<Label>;
  /** Counts what the cloud will put on the bill: `count` operations that moved `bytes` in all. */
  countBilled(operation: BilledOperation, bytes?: number, count?: number): void;
  /** The page Prometheus reads. */
  page(): Promise<{ readonly contentType: string; readonly text: string }>;
};

const DURATION_BUCKETS_SECONDS = [0.001, 0.005, 0.02, 0.06, 0.1, 0.3, 1, 3, 10, 30, 60];

/** @param processMetrics the process's memory, CPU, event loop and garbage collection as well; default true. */
export function makeMetrics({
  daemon,
  processMetrics = true,
}: {
  readonly daemon: string;
  readonly processMetrics?: boolean;
}): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ daemon });
  if (processMetrics) collectDefaultMetrics({ register: registry, prefix: 'pooltool_' });

  const parts = <Label extends string>({ name, says, labels = [] }: MetricDefinition<Label>) => ({
    name: prefixed(name),
    help: says,
    labelNames: labels,
    registers: [registry],
  });
  const counter = <Label extends string = never>(definition: MetricDefinition<Label>) =>
    new Counter<Label>(parts(definition));

  return {
    counter,
    gauge: <Label extends string = never>({ read, ...definition }: GaugeDefinition<Label>) => {
      const gauge: Gauge<Label> = new Gauge({
        ...parts(definition),
        ...(read === undefined ? {} : { collect: async () => gauge.set(await readOrNaN(read)) }),
      });
      return gauge;
    },
    histogram: ({ buckets = DURATION_BUCKETS_SECONDS, ...definition }) =>
      new Histogram({ ...parts(definition), buckets: [...buckets] }),
    countBilled: billing(counter),
    page: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

/** Figures are wanted most when something is down: one that cannot be had must not take the others with it. */
async function readOrNaN(read: () => number | Promise<number>): Promise<number> {
  try {
    return await read();
  } catch {
    return Number.NaN;
  }
}

/** @throws TypeError for a name that Prometheus would not like or that brings the prefix itself. */
function prefixed(name: string): string {
  if (!/^[a-z][a-z0-9_]*$/.test(name) || name.startsWith('pooltool_')) {
    throw new TypeError(`a metric is named like last_block_age_seconds, without the prefix, not ${name}`);
  }
  return `pooltool_${name}`;
}
