import { mainnet } from '@pooltool/domain';
import { describe, expect, test } from 'vitest';
import { hasPayloads, tipPayloads } from './payloads.ts';
import { POOL, startReporting } from './reporting.ts';

const OK = { status: 200, answer: { success: true, message: null } };

describe.skipIf(!hasPayloads)('the senders seen in the wild (needs ../shared/data/tips/tip_payloads.json)', () => {
  const reporting = () => startReporting({ network: mainnet });
  const told = async (name: string) => {
    const { send, kept } = reporting();
    const [, payload] = tipPayloads().find(([one]) => one === name) ?? [];
    if (payload === undefined) throw new Error(`there is no ${name}`);
    expect(await send(JSON.stringify(payload.body))).toMatchObject(OK);
    return kept[0];
  };

  test('are all answered as they expect, on their path, with their headers and content type', async () => {
    const { send, kept } = reporting();
    for (const [name, { url, headers = {}, content_type, body }] of tipPayloads()) {
      const sent = { ...headers, ...(content_type === null ? {} : { 'content-type': content_type }) };
      const answered = await send(JSON.stringify(body), { path: new URL(url).pathname, headers: sent });
      expect(answered, name).toMatchObject(OK);
    }
    expect(tipPayloads().length).toBeGreaterThanOrEqual(7);
    expect(kept.map(({ reporter, hash, height }) => [reporter.pool, hash.length, height > 0])).toEqual(
      tipPayloads().map(() => [POOL, 64, true]),
    );
  });

  test('cncli since Babbage shows what a header of Praos shows', async () => {
    expect(await told('cncli_sendtip_v1_babbage_plus')).toMatchObject({
      reporter: { pool: POOL, node: expect.stringMatching(/^~[0-9a-f]{5}$/) },
      at: 1_675_302_694_612,
      slot: 83_736_403,
      height: 8_346_782,
      parent: expect.stringMatching(/^82391b09/),
      issuerKey: expect.stringMatching(/^c00ee16b/),
      election: {
        kind: 'praos',
        leaderValue: expect.stringMatching(/^000438a1/),
        blockVrf: expect.stringMatching(/^56ff8023/),
        blockProof: expect.stringMatching(/^ba02c8fa/),
      },
      protocol: { major: 8, minor: 0 },
      version: '10.1.4:1f63d',
      platform: 'cncli',
    });
  });

  test('cncli before Babbage shows the leader output itself', async () => {
    expect((await told('cncli_sendtip_v0_pre_babbage'))?.election).toEqual({
      kind: 'tpraos',
      leaderVrf: expect.stringMatching(/^0002dd30.{120}$/),
      leaderProof: expect.stringMatching(/^d5c7d7ae.{152}$/),
    });
  });

  test('sendmytip.sh sends numbers as strings and names its node', async () => {
    expect(await told('sendmytip_sh_v0')).toMatchObject({
      reporter: { node: 'xxxx-xxx-xxx-xxx-xxxx' },
      height: 8_346_782,
      at: 1_675_302_695_020,
      parent: null,
      election: null,
      issuerKey: null,
      protocol: null,
    });
  });

  test('sendtip.py sends its local time with a false Z: it stands as it came', async () => {
    expect(await told('sendtip_py_v0')).toMatchObject({ at: 1_675_306_296_112 });
  });

  test('pooltoolSendBlocks.sh says blockTime, and a bech32 key where an output belongs: no election', async () => {
    expect(await told('pooltoolSendBlocks_sh_v0')).toMatchObject({
      at: 1_675_302_694_000,
      election: null,
      protocol: { major: 8, minor: 0 },
    });
  });

  test('a block collector says neither version nor platform', async () => {
    expect(await told('block_collector_minimal_v0')).toMatchObject({ version: '', platform: '' });
  });
});
