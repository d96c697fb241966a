import { expect, test } from 'vitest';
import { findBinaries } from '../../src/postgres/binaries.ts';

test('a platform without binaries is told what to do instead', async () => {
  await expect(findBinaries('aix-ppc64')).rejects.toMatchObject({
    code: 'POOLTOOL_LOCAL_POSTGRES_ABSENT',
    disposition: 'reject',
    message: expect.stringMatching(/aix-ppc64.*set DATABASE_URL to a PostgreSQL 15 or newer/),
  });
});
