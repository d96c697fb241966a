export { config } from './config.ts';
export * from './dump/index.ts';
