import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyRewards, verifyRewardsCommand } from '../../src/verify-rewards/index.ts';

const RECORDED = fileURLToPath(new URL('../../../../../shared/data/rewards/', import.meta.url));
const PREVIEW_660 = join(RECORDED, 'preview/preview-660.json.gz');
const PREPROD_166 = join(RECORDED, 'preprod/preprod-166.json.gz');
const ABSENT = '(skipped where ../shared/data is absent)';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pooltool-verify-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function written(name: string, content: string | Buffer): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

async function ran(paths: string[], json = true): Promise<{ exitCode: number; lines: string[]; last: unknown }> {
  const lines: string[] = [];
  const exitCode = await verifyRewardsCommand({ paths, json, print: (line) => lines.push(line) });
  return { exitCode, lines, last: json ? JSON.parse(lines.at(-1) ?? '') : lines.at(-1) };
}

describe.skipIf(!existsSync(RECORDED))(`recorded epochs ${ABSENT}`, () => {
  test('one of preview and one of preprod agree on every figure (all 60: recorded-epochs.db.test.ts)', async () => {
    const report = await verifyRewards([PREVIEW_660, PREPROD_166]);
    expect(report).toMatchObject({ epochs: 2, mismatches: 0, details: [] });
  });

  test('gzip and plain, file and folder are the same', async () => {
    await copyFile(PREVIEW_660, join(folder, 'a.json.gz'));
    await written('b.json', gunzipSync(await readFile(PREVIEW_660)));
    await written('notes.txt', 'not a fixture');
    const { seconds: _, ...one } = await verifyRewards([PREVIEW_660]);
    expect(await verifyRewards([folder])).toMatchObject({ epochs: 2, figures: 2 * one.figures, mismatches: 0 });
  });

  const changed = async (change: (text: string) => string) => {
    const text = gunzipSync(await readFile(PREVIEW_660)).toString('utf8');
    const other = change(text);
    expect(other).not.toBe(text);
    return written('changed.json.gz', gzipSync(other));
  };

  test('one lovelace in one member reward fails, naming file, pool, field, expected and got', async () => {
    const pattern = /("memberRewards":\s*\[\s*"0",\s*")(\d+)"/;
    let recorded = 0n;
    const file = await changed((text) =>
      text.replace(pattern, (_, before, reward) => {
        recorded = BigInt(reward);
        return `${before}${recorded + 1n}"`;
      }),
    );
    const { exitCode, last } = await ran([file]);
    expect(exitCode).toBe(1);
    expect(last).toMatchObject({
      mismatches: 1,
      details: [
        {
          file,
          pool: expect.stringMatching(/^pool1/),
          field: 'memberRewards[1]',
          expected: String(recorded + 1n),
          got: String(recorded),
        },
      ],
    });
  });

  test('one lovelace in the reserves of the next epoch, the treasury or an unclaimed reward fails', async () => {
    for (const field of ['reservesNext', 'treasuryNext', 'other']) {
      const file = await changed((text) =>
        text.replace(new RegExp(`("${field}":\\s*")(\\d+)`), (_, before, value) => `${before}${BigInt(value) + 1n}`),
      );
      const { mismatches } = await verifyRewards([file]);
      expect(mismatches, field).toBe(1);
    }
    const unclaimed = await changed((text) => text.replace(/(56464c6a[0-9a-f]{48}",\s*")11760372/, '$111760373'));
    expect((await verifyRewards([unclaimed])).details).toMatchObject([
      { field: expect.stringMatching(/^boundary.unregistered key:56464c6a/), expected: '11760373', got: '11760372' },
    ]);
  });

  test('one lovelace of stake moves no silent figure', async () => {
    const file = await changed((text) => text.replace('"2497634194"', '"2497634195"'));
    expect((await verifyRewards([file])).details.map(({ field }) => field)).toContain('activeStake');
  });

  test('in prose, the last line counts', async () => {
    const { exitCode, last } = await ran([PREVIEW_660], false);
    expect(exitCode).toBe(0);
    expect(last).toMatch(/^1 epochs, 290 pools, \d+ members, \d+ figures: 0 mismatches in \d+\.\d s$/);
  });

  test('a fixture cut short is told as broken gzip', async () => {
    const whole = await readFile(PREVIEW_660);
    const file = await written('cut.json.gz', whole.subarray(0, whole.length / 2));
    expect((await ran([file])).last).toEqual({
      error: { code: 'POOLTOOL_REWARD_FIXTURE_INVALID', message: `${file}: broken gzip: unexpected end of file` },
    });
  });

  test('a field missing deep inside is named by its path', async () => {
    const file = await changed((text) => text.replace('"leaderReward"', '"leaderRewrad"'));
    const { exitCode, last } = await ran([file]);
    expect(exitCode).toBe(1);
    expect(last).toMatchObject({
      error: { message: `${file}: pools[0].expected.leaderReward must be an amount: digits in quotes, it is absent` },
    });
  });

  test('an amount written as a number, which may have lost digits, is refused', async () => {
    const file = await changed((text) => text.replace(/("fees":\s*)"(\d+)"/, '$1$2'));
    await expect(verifyRewards([file])).rejects.toThrow(/: fees must be an amount: digits in quotes, it is 502988315$/);
  });
});

describe('what is no fixture', () => {
  test.each([
    [
      'another schema',
      '{"schema":"rewards-fixture/2"}',
      /schema must be "rewards-fixture\/1", it is "rewards-fixture\/2"$/,
    ],
    ['a list', '[]', /the document must be an object, it is \[\]$/],
    ['broken JSON', '{"schema":', /: broken JSON: /],
    ['broken gzip', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), /: broken gzip: /],
    ['an empty file', '', /: broken JSON: /],
  ])('%s is refused with the file and the reason', async (_, content, reason) => {
    const file = await written('fixture.json', content);
    await expect(verifyRewards([file])).rejects.toMatchObject({
      code: 'POOLTOOL_REWARD_FIXTURE_INVALID',
      message: expect.stringMatching(reason),
      details: { file },
    });
  });

  test('a path that is not there, and a folder without fixtures', async () => {
    await expect(verifyRewards([join(folder, 'nowhere')])).rejects.toThrow(/nowhere: there is no such file or folder$/);
    await expect(verifyRewards([folder])).rejects.toThrow(/: no .json or .json.gz file in this folder$/);
    expect((await ran([folder])).exitCode).toBe(1);
  });
});
