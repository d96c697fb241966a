import { Type } from 'typebox';

/** The heading that these routes stand under. */
export const ADMINISTRATION = { tag: 'Administration' } as const;

export const DONE = {
  schema: Type.Object({ success: Type.Boolean() }),
  example: { success: true },
};

/** Unix milliseconds: the page's date filter throws for anything else (clients.md 7, trap 3). */
export const timeMs = (description: string) => Type.Integer({ description: `${description}, in unix milliseconds.` });
