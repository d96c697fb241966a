import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clientRequest, type NetworkTip, type TipNetwork } from '../../../packages/simulator/src/tips/network/index.ts';
import { projectRoot } from '../../../scripts/project-node.mjs';
import { startDaemonProcess } from '../../tips/daemon-process.ts';
import { grantKeys } from '../../tips/grant-keys.ts';
import { cpuSecondsOf } from '../epoch/processes.ts';
import { CREDENTIALS, TABLES, type TipsStage } from './stage.ts';

export interface IntakeFigures {
  readonly reports: number;
  readonly reportsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** of rest-api's process: what neighbours on the machine cannot change */
  readonly cpuMsPerReport: number;
}

const CONNECTIONS = 64;
/** Of requests that open a connection of their own. */
const FRESH = 0.1;

/** Reports of every node through HTTP to the real rest-api, the first block's to warm up. */
export async function intakeFigures(
  stage: TipsStage,
  network: TipNetwork,
  { inbox, tips }: { readonly inbox: 'postgres' | 'dynamodb'; readonly tips: readonly (readonly NetworkTip[])[] },
): Promise<IntakeFigures> {
  const { pool, url } = await stage.database(`intake_${inbox}`);
  await grantKeys(pool, network.reporters, Date.now());
  const api = await startDaemonProcess('rest-api', {
    DATABASE_URL: url,
    NETWORK: stage.networkFile,
    TIP_INBOX: inbox,
    TIP_INBOX_ENDPOINT: stage.dynamoUrl,
    TIP_INBOX_REGION: CREDENTIALS.region,
    TIP_INBOX_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    TIP_INBOX_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    TIP_INBOX_FEED_TABLE: TABLES.feedTable,
    TIP_INBOX_ITEM_TABLE: TABLES.itemTable,
    OBJECT_STORE_ENDPOINT: 'http://127.0.0.1:1',
    OBJECT_STORE_ACCESS_KEY_ID: 'bench',
    OBJECT_STORE_SECRET_ACCESS_KEY: 'bench',
    // All of them come from one address here, and each node reports a whole day's blocks in seconds.
    REST_API_REPORTS_OF_ADDRESS: '1000000',
    REST_API_REPORTS_PER_SECOND: '100000',
    REST_API_REPORT_BURST: '100000',
    LOG_LEVEL: 'info',
  });
  try {
    const [warmUp = [], ...measured] = tips;
    await send(stage, api.address, warmUp);
    const cpuBefore = await cpuSecondsOf(api.child.pid ?? 0);
    const { reports, seconds, p50Ms, p99Ms } = await send(stage, api.address, measured.flat());
    const cpuSeconds = (await cpuSecondsOf(api.child.pid ?? 0)) - cpuBefore;
    if (inbox === 'postgres') await demandStored(pool, tips.flat().length);
    return {
      reports,
      reportsPerSecond: reports / seconds,
      p50Ms,
      p99Ms,
      cpuMsPerReport: (1_000 * cpuSeconds) / reports,
    };
  } finally {
    await api.stop();
  }
}

interface Load {
  readonly reports: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

async function send(stage: TipsStage, address: string, tips: readonly NetworkTip[]): Promise<Load> {
  const file = join(stage.folder, 'reports.jsonl');
  await writeFile(file, tips.map((tip) => `${JSON.stringify(clientRequest(tip))}\n`).join(''));
  const args = [join(projectRoot, 'test/bench/tips/load-process.ts'), file, address, `${CONNECTIONS}`, `${FRESH}`];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (piece: Buffer) => {
    printed += piece.toString();
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error('not every report was taken');
  return JSON.parse(printed);
}

/** What was answered with 200 is there. */
async function demandStored(pool: Awaited<ReturnType<TipsStage['database']>>['pool'], expected: number): Promise<void> {
  const { rows } = await pool.query<{ stored: bigint }>(`select sum(size)::bigint as stored from tip_inbox`);
  if (Number(rows[0]?.stored) !== expected) throw new Error(`${rows[0]?.stored} reports are stored, not ${expected}`);
}
