import { Type } from 'typebox';

/** Six digits: some 13,000 years, and far from where adding two to it could overflow. */
export const epochParameter = (description: string) =>
  Type.Integer({ description, minimum: 0, maximum: 999_999, examples: [645] });
