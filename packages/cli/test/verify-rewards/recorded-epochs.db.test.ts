import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { verifyRewards } from '../../src/verify-rewards/index.ts';

const RECORDED = fileURLToPath(new URL('../../../../../shared/data/rewards/', import.meta.url));

describe.skipIf(!existsSync(RECORDED))('recorded epochs (skipped where ../shared/data is absent)', () => {
  test('all 60 of preview and preprod agree on every figure', async () => {
    const report = await verifyRewards([join(RECORDED, 'preview'), join(RECORDED, 'preprod')]);
    expect(report).toMatchObject({ epochs: 60, members: 354_529 + 303_700, mismatches: 0, details: [] });
    // three epochs, eleven totals, pots of the boundary, two of a pool, one of a member; and the unregistered accounts
    expect(report.figures).toBeGreaterThan(60 * (3 + 11 + 2) + 2 * report.pools + report.members);
  });
});
