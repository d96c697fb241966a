const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const NINE = 0x39;
const ZERO = 0x30;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** 2^53−1 has 16 digits: a shorter run of digits is always safe as a number. */
const DIGITS_THAT_MAY_BE_UNSAFE = 16;

export type JsonSurvey = {
  readonly depth: number;
  /** Whether a run of 16 or more digits stands outside strings: some integer may need a bigint. */
  readonly longDigits: boolean;
  /** Whether a name of some object is written with a backslash. */
  readonly escapedName: boolean;
};

/** One look over a JSON text, without parsing it, for what JSON.parse would not do right. Takes any text. */
export function surveyJson(text: string): JsonSurvey {
  let depth = 0;
  let deepest = 0;
  let digits = 0;
  let longDigits = false;
  let escapedName = false;
  let backslash = indexOrEnd(text, '\\', 0);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) {
      digits += 1;
      longDigits ||= digits >= DIGITS_THAT_MAY_BE_UNSAFE;
      continue;
    }
    digits = 0;
    if (code === QUOTE) {
      const end = endOfString(text, at);
      if (backslash < at) backslash = indexOrEnd(text, '\\', at);
      escapedName ||= backslash < end && text.charCodeAt(skipBlanks(text, end + 1)) === COLON;
      at = end;
    } else if (code === OPEN_OBJECT || code === OPEN_LIST) {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth -= 1;
  }
  return { depth: deepest, longDigits, escapedName };
}

/** Index of the quote that ends the string begun at `start`; the text's length when none does. */
export function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

/** Index of the first character from `at` on that is not JSON's white space. */
export function skipBlanks(text: string, at: number): number {
  let next = at;
  for (let code = text.charCodeAt(next); isBlank(code); code = text.charCodeAt(next)) next += 1;
  return next;
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

function indexOrEnd(text: string, sought: string, from: number): number {
  const at = text.indexOf(sought, from);
  return at === -1 ? text.length : at;
}
