import { sha256Hex } from '@pooltool/shared-utils/crypto';
import { canonicalJson } from '@pooltool/shared-utils/json';
import { memoryLog } from '@pooltool/shared-utils/log';
import { channelQueue, openJobs } from '@pooltool/store/jobs';
import { noticeEvent } from '@pooltool/store/notices';
import { rowDifference, TABLE_ROLES, type TableRows, tableRows } from '@pooltool/store/testing';
import type { Scene } from './scene.ts';

/** Tells how the work went, not what came of it: runs, attempts, what waits; and when dumps arrived, by a number that a crash skips. */
const BOOKKEEPING = /^(asset_|sensor|pipeline_registry$|schema_migrations$|document_mark$|ledger_arrival$)/;

const QUEUE = channelQueue('webhook');

/** All that an epoch's work leaves behind. */
export interface Outcome {
  /** every table, sorted, without columns that only say when */
  readonly rows: TableRows;
  /** by key: the object's sha256 */
  readonly objects: Readonly<Record<string, string>>;
  /** the whole Realtime Database, by `first/second` step of its paths */
  readonly documents: Readonly<Record<string, string>>;
  /** jobs of a channel to tell somebody, by the notice's key: how many */
  readonly jobs: Readonly<Record<string, number>>;
}

export async function outcomeOf(scene: Scene): Promise<Outcome> {
  const tables = Object.keys(TABLE_ROLES).filter((table) => !BOOKKEEPING.test(table));
  const objects: Record<string, string> = {};
  for await (const { key } of scene.objects.list('')) {
    const found = await scene.objects.get(key);
    if (found !== null) objects[key] = sha256Hex(found.bytes);
  }
  return {
    rows: await tableRows(scene.pool, { tables }),
    objects,
    documents: branchesOf(scene.tree()),
    jobs: await jobsOf(scene),
  };
}

function branchesOf(tree: unknown): Record<string, string> {
  const branches: Record<string, string> = {};
  for (const [root, documents] of Object.entries(Object(tree))) {
    for (const [kind, document] of Object.entries(Object(documents))) {
      branches[`${root}/${kind}`] = canonicalJson(JSON.parse(JSON.stringify(document)));
    }
  }
  return branches;
}

async function jobsOf({ pool }: Scene): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ key: string; jobs: number }>(
    `select data ->> 'key' as key, count(*)::int as jobs from pgboss.job where name = $1 group by 1 order by 1`,
    [QUEUE.name],
  );
  return Object.fromEntries(rows.map(({ key, jobs }) => [key, jobs]));
}

/** Somebody who is to be told of these kinds of notices. */
export async function subscribe({ database }: Scene, kinds: readonly string[]): Promise<void> {
  const jobs = await openJobs({ connectionString: database.url, applicationName: 'channel', log: memoryLog() });
  for (const kind of kinds) await jobs.subscribe(noticeEvent(kind), QUEUE);
  await jobs.close({ graceMs: 0 });
}

/** The kinds of notices there are. */
export async function noticeKinds({ pool }: Scene): Promise<string[]> {
  const { rows } = await pool.query<{ kind: string }>('select distinct kind from notice order by 1');
  return rows.map(({ kind }) => kind);
}

/** What differs, a line each; empty when nothing does. */
export const difference = (got: Outcome, expected: Outcome): string[] => [
  ...rowDifference(got.rows, expected.rows),
  ...entriesDifference('object', got.objects, expected.objects),
  ...entriesDifference('document', got.documents, expected.documents),
];

function entriesDifference(
  what: string,
  got: Readonly<Record<string, string>>,
  expected: Readonly<Record<string, string>>,
): string[] {
  const keys = new Set([...Object.keys(got), ...Object.keys(expected)]);
  return [...keys]
    .filter((key) => got[key] !== expected[key])
    .map((key) => `${what} ${key}: ${short(got[key])} instead of ${short(expected[key])}`);
}

const short = (text: string | undefined): string => (text === undefined ? 'nothing' : text.slice(0, 400));
