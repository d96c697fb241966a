import { credentialText } from '@pooltool/domain';
import { hash28 } from '@pooltool/domain/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oldExportIn } from '../../src/users/old-export.ts';
import { oldUsersIn } from '../../src/users/old-users.ts';
import * as old from './old-export.ts';

const NOW = Date.UTC(2026, 0, 2);
const read = (json: unknown) => oldUsersIn(oldExportIn(json, 'users.json'), NOW);
const { users, refused } = read(old.oldExport());
const whyNot = (of: string) => refused.filter((one) => one.of.includes(of)).map(({ why }) => why);

describe('of an export of the old database', () => {
  test('users are taken with what they proved, in whatever form it was written', () => {
    const told = users.map(({ user, addresses }) => [
      user,
      addresses.map(({ credential }) => credentialText(credential)),
    ]);
    expect(Object.fromEntries(told)).toEqual({
      [old.ALICE]: [`key:${old.A1}`, `key:${old.A2}`],
      [old.BOB]: expect.arrayContaining([`key:${old.B1}`, `script:${old.scriptOf.hash}`]),
      [old.CAROL]: [`key:${old.C1}`],
    });
  });

  test('times are those of the proof, of the user, or now', () => {
    const [alice, bob, carol] = users;
    expect(alice?.createdAtMs).toBe(old.JANUARY_MS);
    expect(alice?.addresses.map(({ provenAtMs }) => provenAtMs)).toEqual([old.JANUARY_MS + 5_000, old.JANUARY_MS]);
    expect(carol?.createdAtMs).toBe(old.JANUARY_MS + 7_000);
    expect(bob?.createdAtMs).toBe(old.JANUARY_MS);
  });

  test('names are taken of own addresses, without what no database keeps', () => {
    expect(users.map(({ nicknames }) => nicknames)).toEqual([{ [`${old.A1}`]: 'savings' }, {}, {}]);
  });

  test('an address that two users proved is nobody’s', () => {
    expect(whyNot(`key:${old.SHARED}`)).toEqual([expect.stringContaining('of 2 users')]);
    expect(JSON.stringify(users)).not.toContain(old.SHARED);
  });

  test('what a client could write proves nothing', () => {
    expect(whyNot(`address "${old.A1}" of user "${old.BOB}"`)).toEqual(['his list names it, and no proof does']);
  });

  test.each([
    [old.DAVE, 'his password is no bcrypt hash'],
    [old.ERIN, 'no address is proven to be his'],
    [old.FRANK, 'no address is proven to be his'],
    ['not-a-uuid', 'the id is no UUID in lower case, and Firebase knows him by it'],
  ])('user %s is refused: %s', (user, why) => {
    expect(whyNot(`user ${JSON.stringify(user)}`)).toEqual([why]);
  });

  test('what is no address, or of nobody, is told', () => {
    expect([whyNot('nonsense'), whyNot(hash28(79))]).toEqual([['it is no stake address'], ['its user is no text']]);
  });

  test('no hash of a password is told', () => {
    expect(JSON.stringify(refused)).not.toMatch(/\$2b\$|md5/);
  });
});

test('an export of the whole database, of a network and of users alone is read the same', () => {
  const whole = old.oldExport();
  for (const json of [whole.Mainnet, whole.Mainnet.users]) expect(read(json)).toEqual(read(whole));
  expect(() => read({ Mainnet: { stake_pools: {} } })).toThrow('no users/auth');
  expect(() => read({ ...whole, Preprod: whole.Mainnet })).toThrow('several networks');
});

test('a hash that would keep a core busy for minutes is no password', () => {
  expect(read(old.oldExport('$2b$31$UgQ8hbVKuoB6cYoNFd2tOeC1LPvdMR0W0Bb8UC6tQKZ4vKPoHXpx2')).users).toEqual([]);
});

test('whatever stands in an export, reading it ends with users and refusals', () => {
  const node = fc.dictionary(fc.constantFrom(old.ALICE, old.BOB, `${old.A1}`, 'x', '__proto__'), fc.jsonValue());
  const any = fc.record({ auth: node, addr2user: node, privMeta: node, verification_statuses: node });
  fc.assert(
    fc.property(any, (json) => {
      expect(read(json).users.every(({ addresses }) => addresses.length > 0)).toBe(true);
    }),
  );
});
