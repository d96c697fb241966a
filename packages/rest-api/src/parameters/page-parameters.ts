import { Type } from 'typebox';

/** Bounded: nobody gets a table in one answer. */
export const limitParameter = ({ usual, most }: { readonly usual: number; readonly most: number }) =>
  Type.Optional(
    Type.Integer({
      description: `How many at most; ${usual} when absent.`,
      minimum: 1,
      maximum: most,
      examples: [usual],
    }),
  );

export const cursorParameter = Type.Optional(
  Type.String({
    description: '`next` of the page before, unchanged; absent: the first page.',
    minLength: 1,
    maxLength: 512,
  }),
);

export const nextSchema = Type.Union([Type.String(), Type.Null()], {
  description: 'Give it as `cursor` for the page that follows; null: this is the last.',
});
