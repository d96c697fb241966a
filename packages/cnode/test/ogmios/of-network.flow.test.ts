import { describe, expect, test } from 'vitest';
import { ofNetwork } from '../../src/ogmios/index.ts';
import { smallNode, stage } from './stage.ts';

const STAKE = [10_000_000_000n];

describe('an Ogmios', () => {
  test('of our network is asked as if nobody looked', async () => {
    const { ogmios, node } = await stage();
    const ours = ofNetwork(ogmios, node.network);
    expect(await ours.epoch()).toBe(await ogmios.epoch());
    expect((await ours.projectedRewards({ stake: STAKE })).ofStake.size).toBe(1);
    expect(await ours.atPoint('tip', (ledger) => ledger.epoch())).toBe(await ogmios.epoch());
  });

  test('of another network tells nothing: no epoch, no dump, no ranking, no nonce; and the error says which it is', async () => {
    const asked: string[] = [];
    const node = smallNode();
    const { ogmios } = await stage({
      node,
      faults: ({ method }) => {
        asked.push(method);
        return null;
      },
    });
    const mainnet = ofNetwork(ogmios, { name: 'mainnet', magic: 764_824_073 });
    for (const ask of [
      () => mainnet.epoch(),
      () => mainnet.dump('/nowhere/at/all'),
      () => mainnet.projectedRewards({ stake: STAKE }),
      () => mainnet.atPoint('tip', (ledger) => ledger.nonces()),
    ]) {
      await expect(ask()).rejects.toMatchObject({
        code: 'POOLTOOL_OGMIOS_OF_OTHER_NETWORK',
        disposition: 'retry',
        message: expect.stringContaining(`magic ${node.network.magic}; NETWORK says mainnet`),
      });
    }
    expect(new Set(asked)).toEqual(new Set(['queryNetwork/genesisConfiguration']));
  });
});
