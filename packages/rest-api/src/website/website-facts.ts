import { Type } from 'typebox';

/** Of every operation that is as the website of 2026 wants it: new programs have `/v1`. */
export const WEBSITE = { tag: 'website', deprecated: true } as const;

/** Pages put times behind addresses to get around caches: what is not known is let pass. */
export const ANY_QUERY = Type.Object({});
