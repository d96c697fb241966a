import { expect, test } from 'vitest';
import { onlyFrom, SENDERS_PATTERN } from '../../src/legacy/senders.ts';

const isHeard = (senders: string, from: string | undefined): boolean => {
  const demandKnown = onlyFrom(senders);
  try {
    demandKnown(from);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'POOLTOOL_LEGACY_SENDER_UNKNOWN', status: 403 });
    return false;
  }
};

test.each([
  ['10.0.0.5', '10.0.0.5', true],
  ['10.0.0.5', '10.0.0.6', false],
  ['10.0.0.5', '::ffff:10.0.0.5', true],
  ['10.0.0.5, 10.1.0.0/16', '10.1.255.255', true],
  ['10.0.0.5,10.1.0.0/16', '10.2.0.0', false],
  ['fd00::/8', 'fd12::1', true],
  ['fd00::/8', 'fe80::1%eth0', false],
  ['fe80::/10', 'fe80::1%eth0', true],
  ['10.0.0.5', undefined, false],
  ['10.0.0.5', 'nonsense', false],
])('%s: who asks from %s is heard: %s', (senders, from, heard) => {
  expect(isHeard(senders, from)).toBe(heard);
});

test.each(['10.0.0', '10.0.0.5/33', '0.0.0.0/0', '::/0', '::1/129', '999.1.1.1'])(
  '%s is refused as a setting, and named',
  (senders) => {
    expect(() => onlyFrom(senders)).toThrow(senders);
    expect(() => onlyFrom(senders)).toThrow(expect.objectContaining({ code: 'POOLTOOL_CONFIG_INVALID' }));
  },
);

test('a setting of names or of nothing does not read as one of addresses', () => {
  expect(SENDERS_PATTERN.test('10.0.0.5, fd00::/8')).toBe(true);
  for (const wrong of ['', ' ', 'cnode.example.org', '*', '10.0.0.5;10.0.0.6']) {
    expect(SENDERS_PATTERN.test(wrong), wrong).toBe(false);
  }
});
