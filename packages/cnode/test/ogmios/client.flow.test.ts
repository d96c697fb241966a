import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentialText, type PoolRegistration, parseCredential, sameRatio } from '@pooltool/domain';
import { describe, expect, onTestFinished, test } from 'vitest';
import { decodeLedgerDump } from '../../src/dump/index.ts';
import { smallNode, stage } from './stage.ts';

describe.each(['v6.11', 'v6', 'v7'] as const)('an Ogmios %s before a simulated node', (face) => {
  test("its answers are the ledger's figures", async () => {
    const { ogmios, node } = await stage({ face, node: smallNode({ blocks: 350 }) });
    const { at, ledger } = node.tip();
    expect(await ogmios.tip()).toEqual({ slot: at.block.slot, hash: at.block.hash });
    expect(await ogmios.epoch()).toBe(ledger.epoch);
    expect(await ogmios.treasuryAndReserves()).toEqual({ treasury: ledger.treasury, reserves: ledger.reserves });
    expect(await ogmios.protocolParameters()).toEqual(node.parameters);
    expect(await ogmios.network.blockHeight()).toBe(at.block.height);
    expect(await ogmios.network.startTime()).toBe(node.network.systemStartMs);
    const genesis = await ogmios.network.genesisConfiguration('shelley');
    expect(genesis).toMatchObject({ magic: node.network.magic, maxLovelaceSupply: node.network.maxLovelaceSupply });
    expect((await ogmios.eraSummaries())[0]).toMatchObject({ epochLength: 200, slotLengthMs: 1000, end: null });
    expect((await ogmios.health()).majorVersion).toBe(face === 'v7' ? 7 : 6);
    expect(await ogmios.operationalCertificates()).toEqual(node.certificateNumbers(at));
    expect((await ogmios.nonces()).epochNonce).toMatch(/^[0-9a-f]{64}$/);
  });

  test('pools are told as they are registered, with what votes by them when it is asked for', async () => {
    const { ogmios, node } = await stage({ face });
    const { ledger } = node.tip();
    const pools = await ogmios.stakePools({ includeStake: true });
    expect([...pools.keys()].toSorted()).toEqual([...ledger.pools.keys()].toSorted());
    for (const [id, { parameters, stake }] of pools) {
      expectSamePool(parameters, ledger.pools.get(id));
      expect(stake).not.toBeNull();
    }
    const [one] = ledger.pools.keys();
    if (one === undefined) throw new TypeError('no pool');
    const [few] = await ogmios.stakePools({ pools: [one] });
    expect(few?.[0]).toBe(one);
    expect(few?.[1].stake).toBeNull();
  });

  test('reward accounts are told by credential, those that are registered', async () => {
    const { ogmios, node } = await stage({ face });
    const { accounts } = node.tip().ledger;
    const stranger = parseCredential(`key:${'00'.repeat(28)}`);
    const told = await ogmios.rewardAccountSummaries([...[...accounts.keys()].map(parseCredential), stranger]);
    expect(told.has(credentialText(stranger))).toBe(false);
    expect(told.size).toBe(accounts.size);
    for (const [who, { balance, deposit, pool }] of accounts) {
      expect(told.get(who)).toMatchObject({ poolId: pool, rewards: balance, deposit });
    }
  });

  test('how pools do is told by whichever name it has', async () => {
    const { ogmios, node } = await stage({ face, node: smallNode({ blocks: 350 }) });
    const { pools, totalStake } = await ogmios.stakePoolsPerformances();
    expect(totalStake).toBe(node.network.maxLovelaceSupply - node.tip().ledger.reserves);
    expect(pools.size).toBe(node.tip().ledger.set.pools.size);
  });

  test('what it dumps is the ledger it speaks of', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ogmios-dump-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const { ogmios, node } = await stage({ face });
    await ogmios.dump(join(folder, 'here.cbor'));
    const { ledger } = node.tip();
    expect(new Uint8Array(await readFile(join(folder, 'here.cbor')))).toEqual(new Uint8Array(node.dumpOf(ledger)));
    const dump = decodeLedgerDump(join(folder, 'here.cbor'));
    expect(dump.pots).toEqual(await ogmios.treasuryAndReserves());
  });
});

/** A node's ratios are reduced; what stood in the certificate may not be. */
function expectSamePool(told: PoolRegistration | null, registered: PoolRegistration | undefined): void {
  if (told === null || registered === undefined) throw new TypeError('no pool');
  expect({ ...told, margin: null }).toEqual({ ...registered, margin: null });
  expect(sameRatio(told.margin, registered.margin)).toBe(true);
}

test('the provenance of rewards sums up to what the ledger will pay', async () => {
  const { ogmios, node } = await stage({ node: smallNode({ blocks: 350 }) });
  const { pending, go } = node.tip().ledger;
  const { pools, poolCount, ...figures } = await ogmios.rewardsProvenance();
  expect(figures).toMatchObject({ incentives: pending.incentives, fees: pending.fees, treasuryTax: pending.tax });
  expect(poolCount).toBe(go.pools.size);
  for (const pool of pools) expect(pool).toMatchObject(pending.pools.get(pool.poolId) ?? {});
  const delegators = [...pools].flatMap((pool) => pool.delegators);
  expect(delegators.map(({ credential }) => credentialText(credential)).toSorted()).toEqual(
    [...go.delegations.keys()].toSorted(),
  );
});

test('an Ogmios before 6.13 has no provenance, and says so', async () => {
  const { ogmios } = await stage({ face: 'v6.11' });
  await expect(ogmios.rewardsProvenance()).rejects.toMatchObject({ code: 'POOLTOOL_OGMIOS_REFUSED' });
});

test('projected rewards come by stake and by credential, of every pool', async () => {
  const { ogmios, node } = await stage({ node: smallNode({ blocks: 350 }) });
  const stake = 10_000_000_000n;
  const [who = ''] = node.tip().ledger.accounts.keys();
  const credential = parseCredential(who);
  const { ofStake, ofCredential } = await ogmios.projectedRewards({ stake: [stake], credentials: [credential] });
  const rewards = ofStake.get(stake);
  expect(rewards?.size).toBe(node.tip().ledger.pools.size);
  expect([...(rewards?.values() ?? [])].some((reward) => reward > 0n)).toBe(true);
  expect(ofCredential.get(credential.hash)?.size).toBe(rewards?.size);
});
