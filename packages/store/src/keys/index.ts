export * from './api-key.ts';
export * from './key-book.ts';
export { isValidKey, type KeyFacts } from './key-facts.ts';
export * from './operator-pools.ts';
export * from './own-keys.ts';
export * from './read-keys.ts';
export * from './save-keys.ts';
