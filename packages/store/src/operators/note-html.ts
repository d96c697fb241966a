import sanitizeHtml from 'sanitize-html';

/** What the old website let operators use. Nothing here can run, fetch, or cover the page. */
const TAGS = ['b', 'i', 'u', 'em', 'strong', 'br', 'p', 'ul', 'ol', 'li', 'a'];
const DEEPEST = 20;
// Control characters but tab and line feed: PostgreSQL keeps no NUL, and none of the others is ever meant.
const CONTROLS = /(?![\t\n])\p{Cc}/gu;

/**
 * What of a text written by anybody may stand on a page as HTML: few tags, links to https alone, everything closed. What is
 * not among them loses its tag and keeps its words; scripts and styles go with theirs.
 */
export const harmlessHtml = (text: string): string =>
  sanitizeHtml(text.toWellFormed().replaceAll('\r\n', '\n').replace(CONTROLS, ''), {
    allowedTags: TAGS,
    allowedAttributes: { a: ['href'] },
    allowedSchemes: ['https'],
    allowedSchemesAppliedToAttributes: ['href'],
    allowProtocolRelative: false,
    nestingLimit: DEEPEST,
    transformTags: { a: (tagName, { href }) => ({ tagName, attribs: isHttps(href) ? { href } : {} }) },
  }).trim();

/** Not a part of an address either, which would be one of whatever page shows it. */
const isHttps = (href: string | undefined): href is string =>
  href !== undefined && /^https:\/\//i.test(href) && URL.canParse(href);
