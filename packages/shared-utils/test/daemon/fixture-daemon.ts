import { defineConfig, setting } from '@pooltool/shared-utils/config';
import { runDaemon } from '@pooltool/shared-utils/daemon';
import { errorKind } from '@pooltool/shared-utils/errors';

const code = 'POOLTOOL_TEST_BOOKS' as const;
const booksDiffer = errorKind({ code, disposition: 'halt', says: 'the books differ' });

const never = new Promise<never>(() => {});

/** A daemon for daemon.flow.test.ts: FIXTURE_DOES says in which way it lives and ends. */
await runDaemon({
  name: 'fixture',
  config: defineConfig({
    FIXTURE_DOES: setting.string({ says: 'How it lives.' }),
    FIXTURE_KEY: setting.secret({ says: 'A secret.', minLength: 8 }),
  }),
  acquireSingleton: async ({ config }) => {
    if (config.FIXTURE_DOES === 'is second') return null;
    const lost = config.FIXTURE_DOES === 'loses its lock' ? Promise.resolve() : never;
    return { release: async () => {}, lost };
  },
  start: async ({ config, log, resources, signal }) => {
    const does = config.FIXTURE_DOES;
    const closes = (name: string) =>
      resources.onClose(name, () => log.info({ name, aborted: signal.aborted }, 'test.closed'));
    closes('first');
    closes('second');
    if (does === 'hangs while starting') {
      log.info({}, 'test.starting');
      await never;
    }
    if (does === 'cannot start') throw new Error('no database at postgres://me:hunter22@nowhere/');
    if (does === 'never closes') resources.onClose('stubborn', () => never);
    if (does === 'throws while closing') {
      resources.onClose('clumsy', () => {
        throw new Error('dropped it');
      });
    }
    return {
      http: {
        port: 0,
        routes: (server) => {
          server.get('/halts', async () => {
            throw booksDiffer();
          });
          server.get('/forgets', async () => {
            void Promise.reject(new TypeError('nobody awaits me'));
            return {};
          });
        },
      },
      ready: async () => ({ feed: { ok: true } }),
      stop: async () => log.info({ aborted: signal.aborted }, 'test.stopped'),
      ...(does === 'finishes' ? { done: Promise.resolve() } : {}),
      ...(does === 'fails' ? { done: Promise.reject(new TypeError('the loop broke')) } : {}),
    };
  },
});
