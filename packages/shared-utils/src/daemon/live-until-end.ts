import type { Clock } from '../clock/index.ts';
import type { ConfigDefinition, ConfigOf, Settings } from '../config/index.ts';
import { buildServer, listen, type Readiness } from '../http/index.ts';
import type { Log } from '../log/index.ts';
import { makeMetrics } from '../metrics/index.ts';
import type { DaemonContext, DaemonDefinition, RunningDaemon } from './daemon-definition.ts';
import type { End, Ending } from './ending.ts';
import { singletonHeld, singletonLost } from './errors.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { type ResourceStack, resourceStack } from './resources.ts';

type Life<Of extends Settings> = {
  readonly definition: DaemonDefinition<Of>;
  readonly config: ConfigOf<ConfigDefinition<Of>>;
  readonly log: Log;
  readonly clock: Clock;
  readonly ending: Ending;
  readonly graceMs: number;
};

/** Starts the daemon, waits for its end whatever it is, and closes what was opened. Never throws. */
export async function liveUntilEnd<Of extends Settings>(
  life: Life<Of>,
): Promise<{ readonly end: End; readonly unclosed: readonly string[] }> {
  const { definition, config, log, clock, ending, graceMs } = life;
  const { signal } = ending;
  const stack = resourceStack({ log, clock, limitMs: graceMs / 2 });
  const metrics = makeMetrics({ daemon: definition.name });
  const fail = (error: unknown) => {
    if (ending.begin({ why: 'failed', error })) log.fatal({ error }, failureEvent(error));
    // What breaks while everything is being stopped is worth a line, but is not why the daemon ended.
    else if (error !== signal.reason) log.warn({ error }, 'daemon.failed_while_stopping');
  };
  cutWhenOverdue(life, stack);
  try {
    const context = { config, log, clock, metrics, signal, resources: stack, fail };
    await becomeSingle(definition, context, stack);
    const running = await definition.start(context);
    running.done?.then(() => ending.begin({ why: 'finished' }), fail);
    await serve({ running, context, stack, graceMs });
  } catch (error) {
    fail(error);
  }
  const end = await ending.end;
  return { end, unclosed: await stack.close() };
}

function failureEvent(error: unknown): 'daemon.halted' | 'daemon.refused' | 'daemon.failed' {
  switch (exitCodeOf(error)) {
    case EXIT.halted:
      return 'daemon.halted';
    case EXIT.notSingle:
      return 'daemon.refused';
    case EXIT.clean:
    case EXIT.failed:
    case EXIT.misconfigured:
      return 'daemon.failed';
  }
}

/** From the begin of the end on, also when `start` never returns. */
function cutWhenOverdue<Of extends Settings>({ ending, log, clock, graceMs }: Life<Of>, stack: ResourceStack): void {
  const cut = async () => {
    const end = await ending.end;
    await clock.waitMs(graceMs);
    log.error({ graceMs, left: stack.left() }, 'daemon.stop_overdue');
    process.exit(end.why === 'failed' ? exitCodeOf(end.error) : EXIT.failed);
  };
  void cut();
}

async function becomeSingle<Of extends Settings>(
  { name, acquireSingleton }: DaemonDefinition<Of>,
  context: DaemonContext<Of>,
  stack: ResourceStack,
): Promise<void> {
  if (acquireSingleton === undefined) return;
  const lock = await acquireSingleton(context);
  if (lock === null) throw singletonHeld({ message: `another ${name} is running` });
  stack.onClose('singleton lock', () => lock.release());
  const watch = async () => {
    await lock.lost;
    if (!context.signal.aborted) context.fail(singletonLost());
  };
  void watch();
}

type Serving<Of extends Settings> = {
  readonly running: RunningDaemon;
  readonly context: DaemonContext<Of>;
  readonly stack: ResourceStack;
  readonly graceMs: number;
};

async function serve<Of extends Settings>({ running, context, stack, graceMs }: Serving<Of>): Promise<void> {
  const { log, metrics, clock, signal, fail } = context;
  const { http, ready = async () => ({}), stop } = running;
  if (stop !== undefined) stack.onClose('daemon', stop);
  const { host = '127.0.0.1', port, routes, bodyBytes = 2 ** 20, requestMs, jsonDepth, trustProxy = false } = http;
  const server = buildServer({
    log,
    metrics,
    clock,
    trustProxy,
    onHalt: fail,
    limits: {
      bodyBytes,
      ...(requestMs === undefined ? {} : { requestMs }),
      ...(jsonDepth === undefined ? {} : { jsonDepth }),
    },
    ready: async (): Promise<Readiness> =>
      signal.aborted ? { daemon: { ok: false, says: 'it is stopping' } } : ready(),
  });
  await routes?.(server);
  if (signal.aborted) return;
  const { address, close } = await listen(server, { host, port, clock, graceMs: graceMs / 4 });
  stack.onClose('http server', close);
  log.info({ address, node: process.version }, 'daemon.started');
  process.send?.('ready');
}
