import type { PlaceKey } from './rows.ts';

/** Two parameters for `unnest($1::text[], $2::text[])`. */
export const columnsOf = (places: readonly PlaceKey[]): [string[], string[]] => [
  places.map(({ asset }) => asset),
  places.map(({ partition }) => partition),
];
