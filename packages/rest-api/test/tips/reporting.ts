import { type Network, type PoolId, poolId, preview, type TipMessage } from '@pooltool/domain';
import { type ManualClock, manualClock } from '@pooltool/shared-utils/clock';
import { type KeyBook, keyBook, keyHash } from '@pooltool/store/keys';
import { type ServedApi, serveApi, unreachablePool } from '../served-api.ts';
import { type ReportRoutes, reportRoutes } from './report-routes.ts';

export const KEY = '6f1d0c9e-4b1a-4c57-9a3e-2d5b8c7f1a10';
export const REVOKED = '11111111-4b1a-4c57-9a3e-2d5b8c7f1a10';
export const OF_MANY = '22222222-4b1a-4c57-9a3e-2d5b8c7f1a10';
export const POOL = poolId('00beef00000000000000000000000000000000000000000000000001');
const OTHER = poolId('00beef00000000000000000000000000000000000000000000000002');

export const BOOK: KeyBook = keyBook(
  [
    { hash: keyHash(KEY), user: 'one', revoked: false },
    { hash: keyHash(REVOKED), user: 'one', revoked: true },
    { hash: keyHash(OF_MANY), user: 'many', revoked: false },
  ],
  new Map<string, ReadonlySet<PoolId>>([
    ['one', new Set([POOL])],
    ['many', new Set([POOL, OTHER])],
  ]),
);

/** A slot of preview, one second before the tests' time. */
export const NOW = Date.UTC(2026, 0, 2);
export const SLOT = (NOW - preview.systemStartMs) / 1_000 - 1;

export const DATA = {
  blockHash: 'ab'.repeat(32),
  blockNo: 5_000_000,
  slotNo: SLOT,
  at: '2026-01-01T23:59:59.612Z',
} as const;

export const reportOf = (data: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({ apiKey: KEY, poolId: POOL, data, ...more });

export interface Reporting extends Omit<ServedApi, 'clock'>, Omit<ReportRoutes, 'routes'> {
  readonly clock: ManualClock;
  /** what was put into the inbox */
  readonly kept: TipMessage[];
  readonly send: (
    body: string | undefined,
    more?: Sending,
  ) => Promise<{ readonly status: number; readonly answer: unknown; readonly retryAfter: unknown }>;
}

interface Sending {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly ip?: string;
}

type Given = Partial<Omit<Parameters<typeof reportRoutes>[0], 'clock'>>;

/** The API with its intake, and an inbox that keeps messages in a list. */
export function startReporting({
  network = preview,
  ...given
}: Given & { readonly network?: Network } = {}): Reporting {
  const kept: TipMessage[] = [];
  const clock = manualClock(NOW);
  const inbox = { put: async (messages: readonly TipMessage[]) => void kept.push(...messages) };
  const { routes, ...told } = reportRoutes({ clock, network, inbox, keys: () => BOOK, ...given });
  const api = serveApi({ pool: unreachablePool(), network, posts: routes });
  return {
    ...api,
    ...told,
    clock,
    kept,
    async send(body, { path = '/v1/sendstats', headers = {}, ip = '192.0.2.7' } = {}) {
      const answer = await api.server.inject({
        method: 'POST',
        url: path,
        headers,
        remoteAddress: ip,
        ...(body === undefined ? {} : { payload: body }),
      });
      return { status: answer.statusCode, answer: JSON.parse(answer.body), retryAfter: answer.headers['retry-after'] };
    },
  };
}
