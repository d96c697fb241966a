export { verifyRewardsCommand } from './command.ts';
export { verifyRewards } from './verify.ts';
