import sanitizeHtml from 'sanitize-html';

/** What the old website let operators use. Nothing here can run, fetch, or cover the page. */
const TAGS = ['b', 'i', 'u', 'em', 'strong', 'br', 'p', 'ul', 'ol', 'li', 'a'];
const DEEPEST = 20;
// Control characters but tab and line feed: PostgreSQL keeps no NUL, and none of the others is ever meant.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/**
 * What of a text written by anybody may stand on a page as HTML: few tags, links to https alone, everything closed. What is
 * not among them loses its tag and keeps its words; scripts and styles go with theirs. The same again changes nothing.
 */
export const harmlessHtml = (text: string): string =>
  sanitizeHtml(text.toWellFormed().replaceAll('\r\n', '\n').replace(CONTROLS, ''), {
    allowedTags: TAGS,
    allowedAttributes: { a: ['href'] },
    allowedSchemes: ['https'],
    allowedSchemesAppliedToAttributes: ['href'],
    allowProtocolRelative: false,
    nestingLimit: DEEPEST,
  }).trim();
