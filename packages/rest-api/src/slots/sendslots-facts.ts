import { Type } from 'typebox';
import type { PostFacts } from '../post-route.ts';

const wholeOrText = (description: string) =>
  Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^[0-9]+$' })], { description });

const answer = (statusCode: number, body: object) => ({
  statusCode,
  headers: { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' },
  body: JSON.stringify(body),
});

export const SENDSLOTS_FACTS: PostFacts = {
  path: '/v0/sendslots',
  operationId: 'sendSlots',
  tag: 'Operators',
  summary: 'Commit to the slots of the present epoch, and reveal the last',
  description:
    'In the first fifth of an epoch a pool promises by a hash which slots it was assigned in it, and shows those of the epoch ' +
    'before, so that it can be said which it made, and which it lost to a battle. Of an epoch only the first commitment counts.\n\n' +
    'The HTTP status is always 200; the outcome is `statusCode` of the answer, and `body` is JSON text with `success` and `message`.',
  body: {
    schema: Type.Object(
      {
        apiKey: Type.String({ description: 'Your key.' }),
        poolId: Type.String({ description: 'The pool: 56 hex characters in either case, or pool1….' }),
        epoch: wholeOrText('The present epoch.'),
        slotQty: Type.Optional(wholeOrText('How many slots are assigned to the pool in it; goes with `hash`.')),
        hash: Type.Optional(
          Type.String({
            description: 'blake2b-256 of their list as text, `[a,b,c]` without blanks.',
            pattern: '^[0-9a-fA-F]{64}$',
          }),
        ),
        prevSlots: Type.Optional(
          Type.String({ description: 'The list of the epoch before, as the text that was hashed; `[]` for none.' }),
        ),
      },
      { description: 'JSON text, whatever the content type; none is needed.' },
    ),
    examples: {
      slots: {
        apiKey: 'ptk_4Hc9…',
        poolId: '00beef00000000000000000000000000000000000000000000000001',
        epoch: 447,
        slotQty: 2,
        hash: '58c9aa50eb59988ef677f12e446d9bba4af43bcad6cbc44633da302fdce84ec1',
        prevSlots: '[107308799,107315522,107401234]',
      },
    },
  },
  answers: {
    200: {
      description: 'Whatever came of it: see `statusCode`, which is 200, 400, 401, 413, 429, 500 or 503.',
      schema: Type.Object({
        statusCode: Type.Integer(),
        headers: Type.Object({ 'Content-Type': Type.String(), 'Access-Control-Allow-Origin': Type.String() }),
        body: Type.String({ description: 'JSON: `{"success":…,"message":"…"}`.' }),
      }),
      examples: {
        committed: answer(200, { success: true, message: 'Epoch 447: committed to 2 slots with hash 58c9….' }),
        refused: answer(400, { success: false, message: 'Epoch 446: expected 3 slots and got 2.' }),
        unauthorised: answer(401, { success: false, body: null, message: 'Unknown API ID: …' }),
      },
    },
  },
};
