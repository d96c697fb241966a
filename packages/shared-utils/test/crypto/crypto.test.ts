import {
  blake2b224,
  blake2b256,
  constantTimeEqual,
  decodeBech32,
  decodePoolId,
  decodeStakeAddress,
  encodeBech32,
  encodePoolId,
  encodeStakeAddress,
  encodingInvalid,
  fromHex,
  hmacSha256,
  sha256Hex,
  toHex,
} from '@pooltool/shared-utils/crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const expectRefused = (act: () => unknown): void => {
  try {
    act();
  } catch (error) {
    expect(encodingInvalid.is(error)).toBe(true);
    return;
  }
  expect.unreachable('was not refused');
};

describe('hashes', () => {
  test('blake2b of nothing, 256 and 224 bits', () => {
    expect(toHex(blake2b256(new Uint8Array()))).toBe(
      '0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8',
    );
    expect(toHex(blake2b224(new Uint8Array()))).toBe('836cc68931c2e4e3e838602eca1902591d216837bafddfe6f0c8cb07');
  });

  test('sha256 and HMAC-SHA256 as RFC 4231 has them', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(hmacSha256('Jefe', 'what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  test('secrets are equal or not, whatever their lengths', () => {
    expect(constantTimeEqual('one', 'one')).toBe(true);
    expect(constantTimeEqual('one', 'One')).toBe(false);
    expect(constantTimeEqual('one', 'one more')).toBe(false);
  });
});

describe('hex', () => {
  test('goes there and back', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void expect(fromHex(toHex(bytes))).toEqual(bytes)));
  });

  test.each(['0', '0g', 'zz', '00 1', '0x00'])('%j is refused', (text) => expectRefused(() => fromHex(text)));
});

describe('bech32', () => {
  const hash = '00000000000000000000000000000000000000000000000000000000';

  test('CIP-19: stake addresses of a key and of a script, mainnet and testnet', () => {
    const key = '337b62cfff6403a06a3acbc34f8c46003c69fe79a3628cefa9c47251';
    expect(encodeStakeAddress({ kind: 'key', hash: key }, 'mainnet')).toBe(
      'stake1uyehkck0lajq8gr28t9uxnuvgcqrc6070x3k9r8048z8y5gh6ffgw',
    );
    expect(encodeStakeAddress({ kind: 'key', hash: key }, 'testnet')).toBe(
      'stake_test1uqehkck0lajq8gr28t9uxnuvgcqrc6070x3k9r8048z8y5gssrtvn',
    );
    const script = 'c37b1b5dc0669f1d3c61a6fddb2e8fde96be87b881c60bce8e8d542f';
    expect(encodeStakeAddress({ kind: 'script', hash: script }, 'mainnet')).toBe(
      'stake178phkx6acpnf78fuvxn0mkew3l0fd058hzquvz7w36x4gtcccycj5',
    );
  });

  test('ids and stake addresses go there and back', () => {
    const hashes = fc.uint8Array({ minLength: 28, maxLength: 28 }).map(toHex);
    fc.assert(
      fc.property(
        hashes,
        fc.constantFrom('key', 'script'),
        fc.constantFrom('mainnet', 'testnet'),
        (some, kind, network) => {
          expect(decodePoolId(encodePoolId(some))).toBe(some);
          const credential = { kind, hash: some };
          expect(decodeStakeAddress(encodeStakeAddress(credential, network))).toEqual({ credential, network });
        },
      ),
    );
  });

  test('text that is not what it should be is refused', () => {
    const id = encodePoolId(hash);
    const changed = `${id.slice(0, -1)}${id.endsWith('q') ? 'p' : 'q'}`;
    for (const text of [
      '',
      'pool',
      changed,
      id.slice(0, -2),
      'pool1QQ',
      encodeBech32('stake', fromHex(hash)),
      encodeBech32('pool', fromHex('00')),
    ]) {
      expectRefused(() => decodePoolId(text));
    }
    expectRefused(() => decodeStakeAddress(encodeBech32('stake', fromHex(`e0${hash}`))));
    expectRefused(() => decodeStakeAddress(encodeBech32('stake_test', fromHex(`21${hash}`))));
    expectRefused(() => encodePoolId('00'));
  });

  test('a long address decodes', () => {
    expect(toHex(decodeBech32(encodeBech32('addr', fromHex('01'.repeat(57)))).bytes)).toBe('01'.repeat(57));
  });
});
