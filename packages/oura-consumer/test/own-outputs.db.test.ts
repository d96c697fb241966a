import { existsSync } from 'node:fs';
import { readBrotliBlocks } from '@pooltool/codec';
import { preview } from '@pooltool/domain';
import { systemClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { openPool } from '@pooltool/shared-utils/pg';
import { createTestDatabase } from '@pooltool/store/testing';
import { expect, onTestFinished, test } from 'vitest';
import { chainFollower } from '../src/follow-chain.ts';

const chainFile = (epoch: number) =>
  new URL(`../../../../shared/data/chain/preview/epoch0${epoch}.cbor.br`, import.meta.url).pathname;

/** preview's genesis: nonAvvmBalances of its Byron file, protocolParams of its Shelley file. */
const GENESIS_FUNDS = 30_000_000_000_000_000n;
const KEY_DEPOSIT = 2_000_000n;
const POOL_DEPOSIT = 500_000_000n;

test.skipIf(!existsSync(chainFile(0)))(
  "preview's first epochs spend one output that no block made, the genesis fund's, and lose no lovelace of it (../shared/data present)",
  async () => {
    const database = await createTestDatabase();
    onTestFinished(() => database.close());
    const pool = openPool({ connectionString: database.url, applicationName: 'oura-consumer', pipelined: true });
    onTestFinished(() => pool.end());
    const follower = chainFollower({ pool, network: preview, clock: systemClock, log: memoryLog() });
    for (const epoch of [0, 1, 2]) {
      const blocks: Uint8Array[] = [];
      for await (const bytes of readBrotliBlocks(chainFile(epoch))) blocks.push(bytes.slice());
      await follower.followBlocks(blocks);
    }
    const foreign = await pool.query(
      `select s.slot, s.output_index from output_spending s left join chain_output o using (transaction_id, output_index)
       where o.amount is null`,
    );
    expect(foreign.rows).toEqual([{ slot: 60n, output_index: 0 }]);
    const { rows } = await pool.query<Record<'unspent' | 'fees' | 'keys' | 'pools', bigint>>(
      `select
         (select sum(o.amount) from chain_output o left join output_spending s using (transaction_id, output_index)
          where s.slot is null) as unspent,
         (select sum(fees) from block) as fees,
         (select sum(case kind when 0 then 1 when 1 then -1 else 0 end) from stake_certificate) as keys,
         (select count(*) from pool where registrations > 0) as pools`,
    );
    const { unspent = 0n, fees = 0n, keys = 0n, pools = 0n } = rows[0] ?? {};
    expect(fees).toBeGreaterThan(0n);
    expect(unspent + fees + keys * KEY_DEPOSIT + pools * POOL_DEPOSIT).toBe(GENESIS_FUNDS);
  },
);
