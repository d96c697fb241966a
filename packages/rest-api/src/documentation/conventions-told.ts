/** What holds for many routes, and for which. Ticks set off code. The document and the reading page say the same. */
export const CONVENTIONS_TOLD: readonly { readonly title: string; readonly text: string }[] = [
  {
    title: 'Versions',
    text:
      'New programs use `/v1`: nothing is taken from it and no meaning changes; fields and values may be added. What is marked deprecated is ' +
      'there for clients that are older than this API: it stays as it is while they are used, and gets nothing new.',
  },
  {
    title: 'Amounts',
    text:
      'are lovelace. In `/v1` they are strings of digits, which survive every JSON parser. In the shapes of the website, the app and other old clients, also ' +
      'those below `/v1`, they are numbers with all their digits (`format: int64`): beyond 2^53 a parser that makes doubles of them rounds.',
  },
  {
    title: 'Epochs',
    text: 'are named by their role: a reward is earned in an epoch, calculated in the next, spendable two after.',
  },
  {
    title: 'Delays',
    text: 'are ms from the slot’s start by the reporting node’s clock, raw: negative ones and hours are left as they came.',
  },
  {
    title: 'Failures',
    text:
      'are `{"error": {"code", "message", "whatToDo"}}`; decide by `code`, which is kept for life. Beside it the routes for accounts repeat the message where ' +
      'old clients look (`success`, `message`, `detail`). Only the routes that nodes send to answer otherwise: `{"success", "message"}`, as their senders ' +
      'have always known it.',
  },
  {
    title: 'What did not change',
    text: 'is not sent again: send the `ETag` of an answer back as `If-None-Match` and hear 304. What is about users is kept by nobody on the way (`no-store`).',
  },
  {
    title: 'Pages',
    text: 'have `next`: give it as `cursor`. Rows that come in meanwhile move no page. A CSV tells it in the `Link` header.',
  },
  { title: 'CSV', text: 'where people export: `.csv` behind the path, or `Accept: text/csv`.' },
  {
    title: 'Limits',
    text:
      'are per address, or per user where an operator’s key is shown (`X-API-Key`), and told in every answer: `RateLimit-Policy` says how many requests fit ' +
      'in which time, `RateLimit` how many are left; dear routes count several. Over them 429 with `Retry-After`. The routes that nodes send to count by ' +
      'node, and say it when it is too much.',
  },
  {
    title: 'Types',
    text: 'for TypeScript: the package `api-client` of the repository is made from this document, and reads numbers beyond 2^53 without loss.',
  },
];
