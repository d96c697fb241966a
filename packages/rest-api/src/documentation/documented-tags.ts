import type { AccountFacts } from '../accounts/account-route.ts';
import type { RouteFacts } from '../api-route.ts';
import type { PostFacts } from '../post-route.ts';
import type { DocumentedRoutes } from './documented-routes.ts';

/** What is under each heading. A route under another one needs its line here: a test asks for it. */
const TAGS: Readonly<Record<string, string>> = {
  epochs: 'What is known of each epoch: blocks, pots, parameters, stake, rewards.',
  rewards: 'Who earned what and why, step by step, to the lovelace.',
  pools: 'Terms, stake, blocks and returns of pools.',
  propagation: 'How fast blocks travel, as nodes reported it, and which nodes keep up.',
  battles: 'Blocks that contested a height or a slot, and how it ended.',
  website: 'What the website of 2026 reads, in its shapes. New programs use /v1.',
  Operators: 'For who runs a pool: reports of tips, slots, keys, claims, notes, alerts.',
  Accounts: 'Users: who they are, what they keep here.',
  Administration: 'For administrators and those of groups.',
  Zapier: 'What Zapier’s app asks.',
  'old clients': 'What the website before 2026 and the app ask, as they have always done.',
};

export const ACCOUNTS_TAG = 'Accounts';

export type TaggedRoute =
  | { readonly kind: 'get'; readonly route: RouteFacts }
  | { readonly kind: 'post'; readonly route: PostFacts }
  | { readonly kind: 'account'; readonly route: AccountFacts };

export interface DocumentedTag {
  readonly name: string;
  /** empty: nobody wrote one */
  readonly description: string;
  readonly routes: readonly TaggedRoute[];
}

/** Every route under its heading: headings as above, then others by their first route. */
export function documentedTags({ routes, posts, accounts = [] }: DocumentedRoutes): readonly DocumentedTag[] {
  const all: readonly TaggedRoute[] = [
    ...routes.map((route) => ({ kind: 'get', route }) as const),
    ...posts.map((route) => ({ kind: 'post', route }) as const),
    ...accounts.map((route) => ({ kind: 'account', route }) as const),
  ];
  const byTag = Map.groupBy(all, ({ route }) => route.tag ?? ACCOUNTS_TAG);
  const names = new Set([...Object.keys(TAGS), ...byTag.keys()]);
  return [...names].flatMap((name) => {
    const routes = byTag.get(name);
    return routes === undefined ? [] : [{ name, description: TAGS[name] ?? '', routes }];
  });
}
