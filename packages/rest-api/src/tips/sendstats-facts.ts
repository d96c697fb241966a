import { Type } from 'typebox';
import type { DocumentedAnswer, PostFacts } from '../post-route.ts';
import { REFUSALS, type Refusal } from './refusals.ts';

const numberOrText = (description: string) =>
  Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^[0-9]+$' })], { description });
const hex = (bytes: number, description: string) =>
  Type.String({ description, pattern: `^[0-9a-fA-F]{${2 * bytes}}$` });
const optionalText = (description: string) => Type.Optional(Type.String({ description }));

const dataSchema = Type.Object(
  {
    blockHash: hex(32, 'Hash of the block at the tip.'),
    blockNo: numberOrText('Its height.'),
    slotNo: numberOrText('Its slot, counted from the start of the chain.'),
    at: optionalText(
      'When your node saw the block, in UTC: ISO 8601 with up to nine digits of a second, `Z` or an offset. ' +
        'Without it the report counts for the height only.',
    ),
    blockTime: optionalText('Read where `at` is missing.'),
    nodeId: optionalText(
      'What you call this node, at most 64 characters, so that several nodes of a pool are kept apart. Without it they are ' +
        'told apart by a short hash of pool and address; no address is stored.',
    ),
    parentHash: optionalText('Hash of the block before it.'),
    leaderVrf: optionalText('Since Babbage: the leader value, 32 bytes as hex; before: the leader output, 64 bytes.'),
    leaderVrfProof: optionalText('Before Babbage: the proof of the leader output, 80 bytes as hex.'),
    blockVrf: optionalText('Since Babbage: the VRF output of the header, 64 bytes as hex.'),
    blockVrfProof: optionalText('Since Babbage: its proof, 80 bytes as hex.'),
    nodeVKey: optionalText('Cold verification key of who made the block, 32 bytes as hex.'),
    protocolMajorVersion: Type.Optional(numberOrText('Of your node.')),
    protocolMinorVersion: Type.Optional(numberOrText('Of your node.')),
    version: optionalText('Of your node: `10.1.4:1f63d`.'),
    platform: optionalText('The program that sends: `cncli`.'),
  },
  { description: 'Fields beyond these are ignored; empty ones and the word "null" count as missing.' },
);

const bodySchema = Type.Object(
  {
    apiKey: Type.String({ description: 'Your key. Keys of the old backend still count.' }),
    poolId: Type.String({ description: 'The reporting pool: 56 hex characters in either case, or pool1….' }),
    data: dataSchema,
  },
  { description: 'JSON text, whatever the content type; none is needed.' },
);

const EXAMPLE = {
  apiKey: 'ptk_4Hc9…',
  poolId: '00beef00000000000000000000000000000000000000000000000001',
  data: {
    nodeId: 'relay-2',
    version: '10.1.4:1f63d',
    at: '2026-01-02T03:04:05.612Z',
    blockNo: 12_345_678,
    slotNo: 175_000_000,
    blockHash: 'a1'.repeat(32),
    parentHash: 'b2'.repeat(32),
    platform: 'my script',
  },
};

const okAnswer: DocumentedAnswer = {
  description: 'The report is stored.',
  schema: Type.Object({ success: Type.Literal(true), message: Type.Null() }),
  examples: { stored: { success: true, message: null } },
};

/** Said of everything that was not stored. */
export const refusedSchema = Type.Object({
  success: Type.Literal(false),
  dev: Type.Literal(true),
  message: Type.String({ description: 'What is wrong, and what to do.' }),
});

const refused = (description: string, ...refusals: readonly Refusal[]): DocumentedAnswer => ({
  description,
  schema: refusedSchema,
  examples: Object.fromEntries(refusals.map(({ reason, message }) => [reason, { success: false, dev: true, message }])),
});

const answers: PostFacts['answers'] = {
  200: okAnswer,
  400: refused(
    'The body is not a report.',
    REFUSALS.empty,
    REFUSALS.notJson,
    REFUSALS.hash(null),
    REFUSALS.number('slotNo', 'soon'),
    REFUSALS.future(175_000_000, Date.UTC(2026, 0, 2, 0, 1), Date.UTC(2026, 0, 2), 'mainnet'),
  ),
  401: refused('No key, or one that nobody has.', REFUSALS.noKey, REFUSALS.unknownKey),
  403: refused(
    'The key is revoked, or may not speak for this pool.',
    REFUSALS.revokedKey,
    REFUSALS.otherPool('00beef00000000000000000000000000000000000000000000000001', 1),
  ),
  413: refused('The body is too large.', REFUSALS.tooLarge),
  429: refused('Too many reports; `Retry-After` says how long to wait.', REFUSALS.tooMany('node', 1)),
  500: refused('A fault on our side.', REFUSALS.failed),
  503: refused('The report could not be stored; `Retry-After` says when to send it again.', REFUSALS.busy),
};

const factsOf = (path: PostFacts['path'], operationId: string, summary: string, more: string): PostFacts => ({
  path,
  operationId,
  tag: 'Operators',
  summary,
  description:
    'Your node tells which block is at its tip and when it came, so that PoolTool can measure how fast blocks travel and see ' +
    'battles. Send a report for each new tip. When the answer is 200 the report is safe.\n\n' +
    `${more} The answers have the shape that senders have always known, not that of the other routes.`,
  body: { schema: bodySchema, examples: { report: EXAMPLE } },
  answers,
});

export const SENDSTATS_FACTS: readonly PostFacts[] = [
  factsOf('/v1/sendstats', 'sendTip', "Report your node's tip", 'cncli sends here since Babbage.'),
  factsOf(
    '/v0/sendstats',
    'sendTipOfOldClient',
    "Report your node's tip, at the older address",
    'It takes the same as /v1/sendstats; scripts and older programs send here.',
  ),
];
