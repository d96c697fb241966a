export * from './dump/index.ts';
