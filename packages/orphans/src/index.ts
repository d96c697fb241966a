export { config as orphansConfig } from './config.ts';
export { settlePass } from './settle-pass.ts';
