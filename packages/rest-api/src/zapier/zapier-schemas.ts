import { Type } from 'typebox';

/** The old backend took UUIDs with and without hyphens, in any case (operators.md 4). */
export const apiKeyText = Type.String({
  description: 'The key: a UUID, with or without hyphens.',
  pattern: '^[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}$',
});
export const keyAndSecret = {
  api_key: apiKeyText,
  api_secret: Type.String({ description: 'Its secret.', minLength: 1, maxLength: 200 }),
};

export const canonicalUuid = (text: string): string =>
  text
    .replaceAll('-', '')
    .toLowerCase()
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

export const succeeded = { schema: Type.Object({ success: Type.Boolean() }), example: { success: true } };
export const EXAMPLE_USER = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11';
export const EXAMPLE_KEY = '6f1d0c9e-4b1a-4c57-9a3e-2d5b8c7f1a10';
