import { judgePayers, type Payer, payerText, stakeCredential } from '@pooltool/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const claimed = stakeCredential('key', '11'.repeat(28));
const ofClaimed: Payer = { kind: 'credential', credential: claimed };
const ofStranger: Payer = { kind: 'credential', credential: stakeCredential('key', '22'.repeat(28)) };
const ofScript: Payer = { kind: 'credential', credential: stakeCredential('script', '11'.repeat(28)) };
const ofNobody: Payer = { kind: 'nobody' };
const unknown: Payer = { kind: 'unknown' };

describe('a payment', () => {
  test('proves a claim when every one of its inputs has the claimed credential', () => {
    expect(judgePayers(claimed, [ofClaimed])).toBe('proves');
    expect(judgePayers(claimed, [ofClaimed, ofClaimed, ofClaimed])).toBe('proves');
  });

  test("with a stranger's input proves nothing: people make transactions together", () => {
    expect(judgePayers(claimed, [ofClaimed, ofStranger])).toBe('refutes');
  });

  test('of a script with the same hash is of somebody else', () => {
    expect(judgePayers(claimed, [ofScript])).toBe('refutes');
  });

  test('with an input of nobody (enterprise, Byron) proves nothing, even beside right ones', () => {
    expect(judgePayers(claimed, [ofNobody])).toBe('refutes');
    expect(judgePayers(claimed, [ofClaimed, ofNobody])).toBe('refutes');
  });

  test('with inputs we do not know is open, unless a known one refutes it already', () => {
    expect(judgePayers(claimed, [ofClaimed, unknown])).toBe('payer-unknown');
    expect(judgePayers(claimed, [unknown, ofStranger])).toBe('refutes');
  });

  test('without inputs proves nothing', () => {
    expect(judgePayers(claimed, [])).not.toBe('proves');
  });

  const right = fc.constant(ofClaimed);
  const foreign = fc.oneof(
    fc.constantFrom(ofNobody, ofScript),
    fc
      .uint8Array({ minLength: 28, maxLength: 28 })
      .map((bytes) => Buffer.from(bytes).toString('hex'))
      .filter((hash) => hash !== claimed.hash)
      .chain((hash) => fc.constantFrom<Payer>(...(['key', 'script'] as const).map(credentialOf(hash)))),
  );

  test('with a foreign input anywhere never proves, and is never left open', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(right, fc.constant(unknown))),
        foreign,
        fc.array(fc.oneof(right, foreign, fc.constant(unknown))),
        (before, stranger, after) => judgePayers(claimed, [...before, stranger, ...after]) === 'refutes',
      ),
    );
  });

  test('is judged the same in whatever order its inputs stand', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(right, foreign, fc.constant(unknown)), { minLength: 1 }), (payers) => {
        expect(judgePayers(claimed, payers.toReversed())).toBe(judgePayers(claimed, payers));
      }),
    );
  });

  test('learning what was unknown only ever decides: it never overturns', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.oneof(right, foreign), fc.boolean()), { minLength: 1 }), (inputs) => {
        const partly = judgePayers(
          claimed,
          inputs.map(([payer, known]) => (known ? payer : unknown)),
        );
        const wholly = judgePayers(
          claimed,
          inputs.map(([payer]) => payer),
        );
        expect([wholly, 'payer-unknown']).toContain(partly);
        expect(wholly).not.toBe('payer-unknown');
      }),
    );
  });
});

function credentialOf(hash: string): (kind: 'key' | 'script') => Payer {
  return (kind) => ({ kind: 'credential', credential: stakeCredential(kind, hash) });
}

test('a payer is told by one text', () => {
  expect([ofClaimed, ofScript, ofNobody, unknown].map(payerText)).toEqual([
    `key:${'11'.repeat(28)}`,
    `script:${'11'.repeat(28)}`,
    'nobody',
    null,
  ]);
});
