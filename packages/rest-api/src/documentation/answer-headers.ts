const text = (description: string) => ({ description, schema: { type: 'string' } });

/** Headers of answers, as components: each is told once. */
export const HEADER_COMPONENTS = {
  etag: text('Of what is said, whatever the compression. Send it back as If-None-Match.'),
  link: text('`<address>; rel="next"`: where the next page is; absent on the last one.'),
  ratelimit: text('How many requests are left, and in how many seconds all are: `"address";r=199;t=1`.'),
  'ratelimit-policy': text('How many requests fit in how many seconds: `"address";q=200;w=20`.'),
  'retry-after': text('In how many seconds it is worth asking again.'),
  'x-request-id': text('Names this request in our log.'),
} as const;

type HeaderName = keyof typeof HEADER_COMPONENTS;

const referring = (names: readonly HeaderName[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** Of whatever is counted by address. */
const COUNTED: readonly HeaderName[] = ['ratelimit', 'ratelimit-policy', 'x-request-id'];

export const successHeaders = ({ isKept, isPaged }: { readonly isKept: boolean; readonly isPaged: boolean }) =>
  referring([...COUNTED, ...(isKept ? (['etag'] as const) : []), ...(isPaged ? (['link'] as const) : [])]);

/** Who is refused for now hears when to come again. */
export const failureHeaders = (status: number) =>
  referring([...COUNTED, ...(status === 429 ? (['retry-after'] as const) : [])]);

/** Of routes that count by node. */
export const senderHeaders = (status: number) =>
  referring(['x-request-id', ...(status === 429 || status === 503 ? (['retry-after'] as const) : [])]);
