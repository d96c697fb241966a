import { addressBytes, addressInvalid, addressText, credentialOfStakeAddress, stakePartOf } from '@pooltool/codec';
import { fromHex, toHex } from '@pooltool/shared-utils/crypto';
import { describe, expect, test } from 'vitest';

/** The test vectors of CIP-19. */
const PAYMENT = '9493315cd92eb5d8c4304e67b7e16ae36d61d34502694657811a2c8e';
const STAKE = '337b62cfff6403a06a3acbc34f8c46003c69fe79a3628cefa9c47251';
const SCRIPT = 'c37b1b5dc0669f1d3c61a6fddb2e8fde96be87b881c60bce8e8d542f';
const BASE = 'addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x';
const POINTER = 'addr1gx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer5pnz75xxcrzqf96k';
const ENTERPRISE_TEST = 'addr_test1vz2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzerspjrlsz';
const BYRON =
  '37btjrVyb4KDXBNC4haBVPCrro8AQPHwvCMp3RFhhSVWwfFmZ6wwzSK6JK1hY6wHNmtrpTf1kdbva8TCneM2YsiXT7mrzT21EacHnPpz5YyUdj64na';

const partOf = (text: string) => stakePartOf(toHex(addressBytes(text)));
const expectRefused = (act: () => unknown): void => {
  try {
    act();
  } catch (error) {
    expect(addressInvalid.is(error)).toBe(true);
    return;
  }
  expect.unreachable('was not refused');
};

describe('where the stake of an address counts', () => {
  test('a base address names its credential: of a key or of a script', () => {
    expect(partOf(BASE)).toEqual({ kind: 'credential', credential: { kind: 'key', hash: STAKE } });
    // CIP-19, types 0 to 3: the payment part is of a key or a script, the stake part too, on either network.
    const staked = { '0': 'key', '1': 'key', '2': 'script', '3': 'script' };
    for (const [type, kind] of Object.entries(staked)) {
      for (const network of ['0', '1']) {
        const credential = { kind, hash: SCRIPT };
        expect(stakePartOf(`${type}${network}${PAYMENT}${SCRIPT}`)).toEqual({ kind: 'credential', credential });
      }
    }
  });

  test('a tail that older eras allowed changes nothing', () => {
    expect(stakePartOf(`01${PAYMENT}${STAKE}ffff`)).toEqual({
      kind: 'credential',
      credential: { kind: 'key', hash: STAKE },
    });
  });

  test('a pointer names the certificate that registered', () => {
    expect(partOf(POINTER)).toEqual({ kind: 'pointer', slot: 2_498_243, transactionIndex: 27, certificateIndex: 3 });
  });

  test('a pointer of a script is one too', () => {
    const pointer = { kind: 'pointer', slot: 1, transactionIndex: 2, certificateIndex: 3 };
    expect(stakePartOf(`50${SCRIPT}010203`)).toEqual(pointer);
    expect(stakePartOf(`40${PAYMENT}808001028003`)).toEqual(pointer);
  });

  test('a pointer beyond what a certificate can be counts nowhere', () => {
    expect(stakePartOf(`40${PAYMENT}ffffffffffffff7f0000`)).toEqual({ kind: 'none' });
  });

  test('enterprise, stake and Byron addresses', () => {
    expect(partOf(ENTERPRISE_TEST)).toEqual({ kind: 'none' });
    for (const type of ['6', '7', 'e', 'f']) expect(stakePartOf(`${type}1${STAKE}`)).toEqual({ kind: 'none' });
    expect(partOf(BYRON)).toEqual({ kind: 'byron' });
  });

  test.each(['', '91', `01${PAYMENT}${STAKE.slice(2)}`, `41${PAYMENT}81`])('%j is no address', (hex) =>
    expectRefused(() => stakePartOf(hex)),
  );
});

describe('addresses as text', () => {
  test('go there and back', () => {
    for (const text of [BASE, POINTER, ENTERPRISE_TEST, BYRON]) expect(addressText(addressBytes(text))).toBe(text);
    expect(addressText(fromHex(`e1${STAKE}`))).toBe('stake1uyehkck0lajq8gr28t9uxnuvgcqrc6070x3k9r8048z8y5gh6ffgw');
    expect(addressText(fromHex(`f0${SCRIPT}`))).toMatch(/^stake_test1/);
  });

  test('text with a wrong checksum, letter or prefix is refused', () => {
    for (const text of ['', 'addr1', `${BASE.slice(0, -1)}a`, 'hello world', 'pool1qqqq'])
      expectRefused(() => addressBytes(text));
  });
});

test('a stake address gives its credential, other bytes do not', () => {
  expect(credentialOfStakeAddress(fromHex(`e0${STAKE}`))).toEqual({ kind: 'key', hash: STAKE });
  expect(credentialOfStakeAddress(fromHex(`f1${SCRIPT}`))).toEqual({ kind: 'script', hash: SCRIPT });
  expect(credentialOfStakeAddress(fromHex(`61${STAKE}`))).toBeNull();
  expect(credentialOfStakeAddress(fromHex(STAKE))).toBeNull();
});
