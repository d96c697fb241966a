import { requestInvalid } from '@pooltool/shared-utils/http';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { keyUnknown, tooManyApiKeys } from '@pooltool/store';
import {
  createKey,
  isValidKey,
  KEY_BYTES,
  type KeyFacts,
  listKeys,
  newApiKey,
  revokeKey,
  rotateKey,
} from '@pooltool/store/keys';
import { Type } from 'typebox';
import { type AccountRoute, accountRoute, NO_BODY, NO_FIELDS } from '../accounts/account-route.ts';
import type { AccountsParts } from '../accounts/accounts-parts.ts';
import { signedIn } from '../accounts/bearer.ts';
import { notSignedIn } from '../errors.ts';
import { ISO_TIME } from './operator-schemas.ts';

const keyFacts = {
  name: Type.String({ description: 'What the key is called: the beginning of its hash.', pattern: '^[0-9a-f]{16}$' }),
  label: Type.String({ description: 'What you call it; may be empty.' }),
  shown: Type.String({ description: 'Its own first characters.' }),
  createdAt: ISO_TIME,
  endsAt: Type.Union([ISO_TIME, Type.Null()], {
    description: 'From then on it is refused; null: until it is revoked.',
  }),
};
const key = Type.Object(keyFacts);
const newKey = Type.Object({
  key: Type.String({ description: 'The key, shown this once: only its hash is kept.' }),
  ...keyFacts,
});
const EXAMPLE = {
  name: '3f9c0a1b2c3d4e5f',
  label: 'relays',
  shown: 'ptk_4xQa',
  createdAt: '2026-11-22T17:00:00.000Z',
  endsAt: null,
};
const NEW_EXAMPLE = { key: 'ptk_4xQa…', ...EXAMPLE };
const label = Type.String({
  description: 'What you call it.',
  maxLength: 60,
  pattern: '^[^\\u0000-\\u001f\\u007f]*$',
  default: '',
});
const named = Type.Object({
  name: Type.String({ description: 'As GET /v1/operator/keys tells it.', pattern: '^[0-9a-f]{16}$' }),
});
/** A key that ends later was not really rotated. */
const LONGEST_OVERLAP_MS = 90 * 86_400_000;

/** Keys with which a user's programs report for all his pools, made and revoked by himself; valid, and refused, at once. */
export function keyRoutes({ pool, clock, random }: AccountsParts): readonly AccountRoute[] {
  const parts = { pool, clock };
  const another = () => newApiKey(random().subarray(0, KEY_BYTES));
  return [
    accountRoute({
      method: 'GET',
      path: '/v1/operator/keys',
      operationId: 'myKeys',
      access: 'signed in',
      tag: 'Operators',
      summary: 'Your keys that are valid, newest first, by their names',
      params: NO_FIELDS,
      query: NO_FIELDS,
      body: NO_BODY,
      answer: { schema: Type.Object({ keys: Type.Array(key) }), example: { keys: [EXAMPLE] } },
      errors: [notSignedIn],
      handle: async ({ request }) => {
        const keys = await listKeys(pool, await signedIn(request, parts));
        return { keys: keys.filter((one) => isValidKey(one, clock.now())).map(shownKey) };
      },
    }),
    accountRoute({
      method: 'POST',
      path: '/v1/operator/keys',
      operationId: 'createKey',
      access: 'signed in',
      tag: 'Operators',
      summary: 'Makes a key; it is shown this once',
      description:
        'It speaks for all pools that you may speak for, also for those you claim later. Twenty may be valid at once.',
      params: NO_FIELDS,
      query: NO_FIELDS,
      body: Type.Object({ label: Type.Optional(label) }),
      answer: { schema: newKey, example: NEW_EXAMPLE },
      errors: [notSignedIn, tooManyApiKeys],
      handle: async ({ request, body }) => {
        const user = await signedIn(request, parts);
        const made = another();
        const facts = await inTransaction(pool, (tx) =>
          createKey(tx, { user, key: made, label: (body.label ?? '').trim(), nowMs: clock.now() }),
        );
        return { key: made, ...shownKey(facts) };
      },
    }),
    accountRoute({
      method: 'POST',
      path: '/v1/operator/keys/:name/rotate',
      operationId: 'rotateKey',
      access: 'signed in',
      tag: 'Operators',
      summary: 'Makes a key in the place of another, which stays valid beside it',
      description:
        'Until the old one is revoked, or until `oldEndsAt`, at most 90 days from now: time to change it on every machine.',
      params: named,
      query: NO_FIELDS,
      body: Type.Object({
        oldEndsAt: Type.Optional(
          Type.Union([ISO_TIME, Type.Null()], { description: 'Absent or null: the old one ends when you revoke it.' }),
        ),
      }),
      answer: {
        schema: Type.Object({ made: newKey, old: key }),
        example: {
          made: NEW_EXAMPLE,
          old: { ...EXAMPLE, name: 'a1b2c3d4e5f60718', endsAt: '2026-11-29T17:00:00.000Z' },
        },
      },
      errors: [notSignedIn, keyUnknown, tooManyApiKeys],
      handle: async ({ request, params, body }) => {
        const user = await signedIn(request, parts);
        const nowMs = clock.now();
        const oldEndsMs = body.oldEndsAt == null ? null : endIn(body.oldEndsAt, nowMs);
        const made = another();
        const rotated = await inTransaction(pool, (tx) =>
          rotateKey(tx, { user, name: params.name, key: made, oldEndsMs, nowMs }),
        );
        return { made: { key: made, ...shownKey(rotated.made) }, old: shownKey(rotated.old) };
      },
    }),
    accountRoute({
      method: 'DELETE',
      path: '/v1/operator/keys/:name',
      operationId: 'revokeKey',
      access: 'signed in',
      tag: 'Operators',
      summary: 'Revokes a key: it is refused from now on; what it reported stays',
      params: named,
      query: NO_FIELDS,
      body: NO_BODY,
      answer: { schema: Type.Object({ success: Type.Boolean() }), example: { success: true } },
      errors: [notSignedIn, keyUnknown],
      handle: async ({ request, params }) => {
        const user = await signedIn(request, parts);
        const revoked = await inTransaction(pool, (tx) => revokeKey(tx, params.name, clock.now(), user));
        if (revoked === null) throw keyUnknown();
        return { success: true };
      },
    }),
  ];
}

const shownKey = ({ name, label, shown, createdAt, revokedAt }: KeyFacts) => ({
  name,
  label,
  shown,
  createdAt: createdAt.toISOString(),
  endsAt: revokedAt?.toISOString() ?? null,
});

/** @throws POOLTOOL_REQUEST_INVALID (400) for what is no time, past, or too far away */
function endIn(text: string, nowMs: number): number {
  const endMs = Date.parse(text);
  if (!(endMs >= nowMs && endMs <= nowMs + LONGEST_OVERLAP_MS))
    throw requestInvalid({ message: 'oldEndsAt must be a time of the next 90 days, like 2026-11-29T17:00:00Z' });
  return endMs;
}
