import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Epoch } from '@pooltool/domain';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import type { Pool } from '@pooltool/shared-utils/pg';
import {
  copyEarners,
  type ExportedFile,
  earnersWithoutStake,
  epochLeaderShares,
  inOneEpochSnapshot,
  readRewardEpoch,
} from '@pooltool/store';
import { inputsMissing } from '../errors.ts';
import { amongSorted, EXPORT_HEADER, exportLine, ownersCorrections } from './earner-lines.ts';

export interface WrittenExport {
  readonly status: 'forecast' | 'final';
  readonly rows: number;
}

/** Writes an epoch's export to a file, from one view of the truth and at the pace of the disk. */
export async function writeExport(
  pool: Pool,
  { earned, path }: { earned: Epoch; path: string },
): Promise<WrittenExport> {
  const file = await open(path, 'w');
  try {
    await file.appendFile(EXPORT_HEADER);
    const written = await inOneEpochSnapshot(pool, earned, async (tx, tables) => {
      const epoch = await readRewardEpoch(tx, earned);
      if (epoch === null) return null;
      const corrections = ownersCorrections(await epochLeaderShares(tx, earned, tables));
      const others = amongSorted(await earnersWithoutStake(tx, tables));
      let rows = 0;
      let rest = '';
      const write = async (lines: readonly string[]): Promise<void> => {
        rows += lines.length;
        await file.appendFile(lines.map((line) => exportLine(line, { earned, corrections })).join(''));
      };
      await copyEarners(tx, tables, async (chunk) => {
        const lines = `${rest}${chunk.toString('latin1')}`.split('\n');
        rest = lines.pop() ?? '';
        await write(others.placedIn(lines));
      });
      await write(others.rest());
      return { status: epoch.status, rows };
    });
    if (written === null) throw inputsMissing({ message: `missing: rewards of epoch ${earned}` });
    return written;
  } finally {
    await file.close();
  }
}

/** Puts a file in one request: until it is there whole, readers get the one before. */
export async function putFile(
  objects: Pick<ObjectStore, 'put'>,
  { path, key, contentType }: { path: string; key: string; contentType: string },
): Promise<ExportedFile & { readonly bytes: number }> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  const { size } = await stat(path);
  await objects.put({ key, contentType, body: { stream: createReadStream(path), length: size } });
  return { key, sha256: hash.digest('hex'), bytes: size };
}
