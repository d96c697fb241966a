import pg from 'pg';

/** A table's or column's name for SQL text; `schema.table` is quoted part by part. Parameters cannot carry names. */
export const quoteIdentifier = (name: string): string =>
  name
    .split('.')
    .map((part) => pg.escapeIdentifier(part))
    .join('.');
