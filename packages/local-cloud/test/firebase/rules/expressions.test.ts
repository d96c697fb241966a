import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holds } from '../../../src/firebase/rules/evaluate.ts';
import { parseExpression } from '../../../src/firebase/rules/parse-expression.ts';
import { propertiesOf, type RuleValue } from '../../../src/firebase/rules/rule-value.ts';
import { localRulesInvalid } from '../../../src/firebase/rules/rules-invalid.ts';
import { Snapshot } from '../../../src/firebase/rules/snapshot.ts';
import { buildNode } from '../../../src/firebase/tree/build-node.ts';

const NAMES = new Set(['auth', 'now', 'root', 'data', 'newData', '$uid']);
const tree = buildNode(
  { room: { name: 'lobby', size: 3, open: true, seats: { a: 1, b: 2 } }, users: { me: { role: 'chief' } } },
  { existing: null, nowMs: 0, depth: 0 },
);
const scope: ReadonlyMap<string, RuleValue> = new Map<string, RuleValue>([
  ['auth', propertiesOf({ uid: 'me', provider: 'custom', token: { admin: true, level: 2, tags: ['x'] } })],
  ['now', 1_000],
  ['root', new Snapshot(tree, [])],
  ['data', new Snapshot(tree, ['room'])],
  ['newData', new Snapshot(tree, ['nothing', 'here'])],
  ['$uid', 'me'],
]);
const says = (text: string): boolean => holds(parseExpression(text, NAMES), scope);

describe('a condition is met', () => {
  test.each([
    'true',
    'auth != null && auth.uid === $uid',
    "auth.token.admin == true && auth['token']['level'] > 1",
    'auth.token.absent == null',
    "data.child('name').val() === 'lobby'",
    "data.child('seats').hasChildren(['a', 'b']) && data.hasChildren()",
    "data.child('seats/a').val() + 1 == 2",
    "root.child('users').child(auth.uid).child('role').val() == 'chief'",
    "root.child('users/' + $uid + '/role').exists()",
    'newData.val() == null && !newData.exists() && newData.parent().val() == null',
    "data.child('size').isNumber() && data.child('name').isString() && data.child('open').isBoolean()",
    "data.child('name').val().length == 5",
    "data.child('name').val().matches(/^LOB+.$/i)",
    "'a-b-c'.replace('-', '+') == 'a+b+c' && 'Ab'.toLowerCase() == 'ab' && 'Ab'.toUpperCase() == 'AB'",
    "'abc'.contains('b') && 'abc'.beginsWith('a') && 'abc'.endsWith('c')",
    "'n' + 1 == 'n1' && 7 % 4 == 3 && 1 + 2 * 3 == 7 && (1 + 2) * 3 == 9 && -1 < 0 && 10 / 4 == 2.5",
    'now >= 1000 ? true : false',
    'true || 1 < 2 && false',
    'data.parent().hasChild("room")',
    'data.val() != null',
    '!(1 == 2)',
    "'it\\'s' == \"it's\"",
    'data.getPriority() == null',
  ])('%s', (text) => {
    expect(says(text)).toBe(true);
  });
});

describe('a condition is not met', () => {
  test.each([
    ['values are never converted', "1 == '1'"],
    ['only true is true', '1'],
    ['a place is not its value', "data.child('open')"],
    ['what is not there has no length', 'newData.val().length >= 0'],
    ['and no fault is taken back by the other side', 'newData.val().length > 0 || true'],
    ['nobody has no uid', "null.uid == 'x'"],
    ['two kinds have no order', "1 < 'a' || true"],
    ['a number is no truth', '!1 || true'],
    ['the root has no parent', 'root.parent().exists() || true'],
    ['a child needs a path', "data.child('a.b').exists() || true"],
    ['places are not compared', 'data == data'],
    ['a place with children is equal to nothing', 'data.val() == true'],
    ['a list of a token has no properties', 'auth.token.tags != null'],
    ['no list is no list of children', 'data.hasChildren([])'],
    ['nothing divided by nothing has no order', '0 / 0 <= 1'],
  ])('%s: %s', (_, text) => {
    expect(says(text)).toBe(false);
  });

  test('what is not asked for cannot fail', () => {
    expect(says('true || newData.val().length > 0')).toBe(true);
    expect(says('false && newData.val().length > 0')).toBe(false);
  });
});

describe('what the published language does not have is refused when it is read', () => {
  test.each([
    '',
    'auth.uid ==',
    'nobody == 1',
    "data.child('a').remove()",
    'data.exists(1)',
    "'a'.matches('a')",
    "data.child('x').val().matches(/(?=a)/)",
    "'a'.matches(/(a)\\1/)",
    "'a'.matches(/a/g)",
    "'a'.matches(/a^b/)",
    "'a'.contains(/a/)",
    "data.child(['a']).exists()",
    'a = 1',
    "'open",
    'true true',
    '((true)',
    `${'('.repeat(1_000)}true${')'.repeat(1_000)}`,
  ])('%s', (text) => {
    expect(() => parseExpression(text, NAMES)).toThrow(
      expect.objectContaining({ code: 'POOLTOOL_LOCAL_RULES_INVALID' }),
    );
  });
});

const SIGNS = [
  '(',
  ')',
  '[',
  ']',
  '!',
  '&&',
  '|',
  '||',
  '=',
  '==',
  '<',
  '.',
  ',',
  '?',
  ':',
  "'",
  '"',
  '/',
  ' ',
  'auth',
  '1',
  '$',
];

const operand = fc.constantFrom(
  'auth',
  'auth.uid',
  'auth.token',
  'auth.token.level',
  'now',
  'data',
  'newData',
  'data.val()',
  'newData.val()',
  '$uid',
  'null',
  'true',
  '1',
  '0',
  "'a'",
  "''",
  "['a']",
  "data.child('size').val()",
  "data.child('name').val()",
  'root.parent()',
);
const expression = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    operand,
    fc
      .tuple(tie('any'), fc.constantFrom('&&', '||', '==', '!=', '<', '>=', '+', '-', '*', '/', '%'), tie('any'))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    tie('any').map((of) => `!(${of})`),
    tie('any').map((of) => `-(${of})`),
    fc.tuple(tie('any'), tie('any'), tie('any')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    fc.tuple(tie('any'), fc.constantFrom('length', 'uid', 'child')).map(([of, name]) => `(${of}).${name}`),
    fc.tuple(tie('any'), tie('any')).map(([of, key]) => `(${of})[${key}]`),
    fc
      .tuple(tie('any'), fc.constantFrom('val', 'exists', 'parent', 'isString', 'toLowerCase'))
      .map(([of, name]) => `(${of}).${name}()`),
    fc
      .tuple(tie('any'), fc.constantFrom('child', 'hasChild', 'contains', 'endsWith'), tie('any'))
      .map(([of, name, arg]) => `(${of}).${name}(${arg})`),
    tie('any').map((of) => `(${of}).matches(/a+/)`),
  ),
}));

describe('whatever is read', () => {
  test('evaluates to met or not met and never throws', () => {
    let accepted = 0;
    fc.assert(
      fc.property(expression.any, (text) => {
        let read: ReturnType<typeof parseExpression>;
        try {
          read = parseExpression(text, NAMES);
        } catch (error) {
          expect(localRulesInvalid.is(error)).toBe(true);
          return;
        }
        accepted += 1;
        expect(typeof holds(read, scope)).toBe('boolean');
      }),
      { numRuns: 1_000 },
    );
    expect(accepted).toBeGreaterThan(300);
  });

  test('is read or refused: no text does anything else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...SIGNS), maxLength: 30 })), (text) => {
        try {
          holds(parseExpression(text, NAMES), scope);
        } catch (error) {
          expect(localRulesInvalid.is(error)).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
