import { crc32 } from 'node:zlib';
import type { Write } from '../database/write.ts';
import { isRecord, parseJson } from '../json.ts';
import { buildNode } from '../tree/build-node.ts';
import { exportNode } from '../tree/export-node.ts';
import { formatPath, parseWritePath } from '../tree/path.ts';

/** The writes of one transaction in one namespace; a line of a log or a snapshot. */
export interface JournalRecord {
  readonly namespace: string;
  readonly writes: readonly Write[];
}

/** One line: eight hex digits of CRC-32, a blank, JSON `{"n": namespace, "w": [[path, value], …]}`, a newline. */
export function encodeRecord({ namespace, writes }: JournalRecord): string {
  const values = writes.map(({ path, node }) => [formatPath(path), exportNode(node, { priorities: true })]);
  const json = JSON.stringify({ n: namespace, w: values });
  return `${checksum(json)} ${json}\n`;
}

/** The record a line (without its newline) holds; null when the line was not written whole. */
export function decodeRecord(line: string): JournalRecord | null {
  const json = line.slice(9);
  if (line.charAt(8) !== ' ' || checksum(json) !== line.slice(0, 8)) return null;
  const record = parseJson(json);
  if (!isRecord(record) || typeof record['n'] !== 'string' || !Array.isArray(record['w'])) return null;
  const pairs: readonly unknown[] = record['w'];
  return { namespace: record['n'], writes: pairs.map(decodeWrite) };
}

function decodeWrite(pair: unknown): Write {
  const [path, value]: unknown[] = Array.isArray(pair) ? pair : [];
  const keys = parseWritePath(typeof path === 'string' ? path : '');
  return { path: keys, node: buildNode(value, { existing: null, nowMs: 0, depth: keys.length }) };
}

const checksum = (json: string) => crc32(json).toString(16).padStart(8, '0');
