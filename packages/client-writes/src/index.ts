export { config as clientWritesConfig } from './config.ts';
