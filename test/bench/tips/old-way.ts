/**
 * What the backend before ours would have put on the bill for the same reports, counted from its algorithm (operators.md 2.7,
 * 5.1 to 5.6) and not run: each tip overwrites its reporter's item; each second all items are read, and every block of which a
 * new reporter was seen since the last second is drawn and written again, JSON, picture and Firebase; once a block is passed
 * its two files; four files and two places in Firebase each quarter of a minute.
 */
import type { NetworkBlock, NetworkTip, TipNetwork } from '../../../packages/simulator/src/tips/network/index.ts';
import type { BilledPerBlock } from './billed.ts';

const READ_UNIT_BYTES = 4_096;
const WRITE_UNIT_BYTES = 1_024;
/** A scan that need not be up to date is half as dear. */
const EVENTUAL = 0.5;
/** Of a plot of 640 by 480, as matplotlib writes it. */
const PICTURE_BYTES = 12_000;
const SAMPLE_EVERY_SECONDS = 15;

export function oldWayPerBlock(network: TipNetwork): BilledPerBlock {
  const blocks = network.episodes.flatMap((episode) => episode.blocks);
  const tips = blocks.map((block) => ({ block, tips: network.tipsOf(block) }));
  const slots = blocks.map(({ block }) => block.slot);
  const seconds = Math.max(...slots) - Math.min(...slots);
  const told = tips.flatMap((one) => one.tips);
  const items = new Map(told.map((tip) => [tip.by.pool, itemBytes(tip)]));
  const scanUnits = Math.ceil((sumOf([...items.values()]) / READ_UNIT_BYTES) * EVENTUAL);
  const drawn = tips.map((one) => drawnOf(one.block, one.tips));
  const samples = seconds / SAMPLE_EVERY_SECONDS;
  const perBlock = (total: number): number => total / blocks.length;
  return {
    firebaseBytes: perBlock(
      sumOf(drawn.map(({ times, recordBytes }) => times * recordBytes)) +
        samples * (SYNCDATA_BYTES + sumOf([...items.keys()].map((pool) => pool.length + 5))),
    ),
    // C_<hash>.json and F_<hash>.png each time, <hash>.json and .png once; stats, syncd and heights.
    s3Puts: perBlock(sumOf(drawn.map(({ times }) => 2 * times + 2)) + 3 * samples),
    s3Bytes: perBlock(
      sumOf(drawn.map(({ times, fileBytes }) => (times + 1) * (fileBytes + PICTURE_BYTES))) +
        samples * (2 * SYNCDATA_BYTES + 70 * items.size),
    ),
    dynamoReads: perBlock(scanUnits * seconds),
    dynamoWrites: perBlock(sumOf(told.map((tip) => Math.ceil(itemBytes(tip) / WRITE_UNIT_BYTES)))),
  };
}

const SYNCDATA_BYTES = 500;

interface Drawn {
  /** seconds in which a reporter was new */
  readonly times: number;
  readonly recordBytes: number;
  readonly fileBytes: number;
}

function drawnOf({ block }: NetworkBlock, tips: readonly NetworkTip[]): Drawn {
  const first = new Map<string, number>();
  for (const { message } of tips) {
    const { pool } = message.reporter;
    if (message.hash !== block.hash) continue;
    first.set(pool, Math.min(first.get(pool) ?? Number.POSITIVE_INFINITY, message.receivedAt));
  }
  const versions = new Set(tips.map(({ message }) => message.version));
  const seconds = new Set([...first.values()].map((at) => Math.floor(at / 1_000)));
  const recordBytes = JSON.stringify(recordOf(block.hash, versions.size)).length;
  return { times: seconds.size, recordBytes, fileBytes: recordBytes + first.size * 64 };
}

/** The fields of 5.6, with numbers as long as real ones. */
const recordOf = (hash: string, versions: number) => ({
  path: `Mainnet/competitive/12345678/${hash.slice(0, 56)}/${hash}`,
  bvrfwinner: true,
  vrfwinner: true,
  lastparent: hash,
  leaderPoolName: 'a pool of some name',
  leaderPoolTicker: 'TICK',
  epoch: 500,
  intblockvrf: '9'.repeat(154),
  intleadervrf: '9'.repeat(77),
  reports: 1_500,
  slot: 150_000_000,
  time: 1_700_000_000_000,
  histogram: JSON.stringify([
    Array.from({ length: 50 }, () => 30),
    Array.from({ length: 51 }, (_, edge) => edge * 200),
  ]),
  median: 512,
  reporter_versions: Object.fromEntries(Array.from({ length: versions }, (_, at) => [`10,5,${at}:ca1ec`, 100])),
  protocol_major: 10,
  protocol_minor: 2,
  competitive: false,
  forker: false,
});

/** DynamoDB counts names and values. */
function itemBytes({ message }: NetworkTip): number {
  const { election, issuerKey, parent, version, platform } = message;
  const item = {
    id: message.reporter.pool,
    lasthash: message.hash,
    lastslot: message.slot,
    lastparent: parent ?? '',
    mytip: message.height,
    at: message.at,
    theoretical: message.receivedAt,
    nodevkey: issuerKey ?? '',
    version,
    platform,
    lastupdate: Math.floor(message.receivedAt / 1_000),
    ...(election?.kind === 'praos'
      ? { leadervrf: election.leaderValue, blockvrf: election.blockVrf, blockproof: election.blockProof }
      : {}),
    ...(message.protocol === null
      ? {}
      : { protocol_major: message.protocol.major, protocol_minor: message.protocol.minor }),
  };
  return sumOf(Object.entries(item).map(([name, value]) => name.length + String(value).length));
}

const sumOf = (figures: readonly number[]): number => figures.reduce((sum, figure) => sum + figure, 0);
