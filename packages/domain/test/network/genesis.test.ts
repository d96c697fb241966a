import { describe, expect, test } from 'vitest';
import { customNetwork, decimalRatio, mainnet, networkFromGenesis, preprod, preview, ratio } from '../../src/index.ts';
import { ABSENT, isShared, sharedText } from '../shared-data.ts';

const shelley = {
  networkMagic: 42,
  networkId: 'Testnet',
  systemStart: '2024-01-01T00:00:00Z',
  epochLength: 86_400,
  slotLength: 0.2,
  activeSlotsCoeff: 0.05,
  securityParam: 10,
  maxLovelaceSupply: '45000000000000000',
};
const byron = { protocolConsts: { k: 2160 }, blockVersionData: { slotDuration: '20000' } };

describe.skipIf(!isShared('chain/genesis'))(`the recorded genesis files ${ABSENT}`, () => {
  const genesis = (name: string) => JSON.parse(sharedText(`chain/genesis/${name}-genesis.json`));

  test("preview's make the constant preview", () => {
    const made = networkFromGenesis({ shelley: genesis('preview-shelley'), byron: genesis('preview-byron') });
    expect(made).toEqual({ ...preview, activeSlotCoefficient: ratio(5n, 100n) });
  });

  test("mainnet's make the constant mainnet", () => {
    const made = networkFromGenesis({ shelley: genesis('mainnet-shelley'), byron });
    expect(made).toEqual({ ...mainnet, activeSlotCoefficient: ratio(5n, 100n) });
  });
});

test('a private network is named by its magic and has no Byron years unless it is said', () => {
  expect(networkFromGenesis({ shelley })).toMatchObject({ name: 'magic-42', byron: null, slotLengthMs: 200 });
  expect(networkFromGenesis({ shelley, byron, firstShelleyEpoch: 2, name: 'devnet' })).toMatchObject({
    name: 'devnet',
    byron: { epochLength: 21_600, slotLengthMs: 20_000, firstShelleySlot: 43_200, firstShelleyEpoch: 2 },
  });
});

test('where Byron lasted, its genesis is needed, and asked for', () => {
  expect(() => networkFromGenesis({ shelley: { ...shelley, networkMagic: preprod.magic } })).toThrow(
    /Byron genesis must be given where Byron lasted until epoch 4/,
  );
});

test('a field that is not what it should be is named', () => {
  expect(() => networkFromGenesis({ shelley: { ...shelley, systemStart: 'soon' } })).toThrow(
    /systemStart must be a time/,
  );
  expect(() => networkFromGenesis({ shelley: { ...shelley, slotLength: 0.0001 } })).toThrow(/slotLength must be/);
});

test('a decimal becomes the ratio that was written, whether it came as number, text or fraction', () => {
  const rho = { numerator: 3, denominator: 1000 };
  expect([0.003, '0.003', rho].map((value) => decimalRatio('rho', value))).toEqual(new Array(3).fill(ratio(3n, 1000n)));
  expect(decimalRatio('price', 7.21e-5)).toEqual(ratio(721n, 10_000_000n));
  expect(decimalRatio('a0', 1e21)).toEqual(ratio(10n ** 21n, 1n));
  expect(() => decimalRatio('d', -0.5)).toThrow(/d must be a decimal of at least 0, not -0.5/);
});

test('a custom network takes what it is not given from preview', () => {
  const devnet42 = customNetwork({ name: 'devnet42', magic: 42, systemStartMs: 1_700_000_000_000 });
  expect(devnet42).toEqual({ ...preview, name: 'devnet42', magic: 42, systemStartMs: 1_700_000_000_000 });
});
