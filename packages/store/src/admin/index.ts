export * from './acts.ts';
export * from './admin-message.ts';
export * from './authority.ts';
export * from './delegator-updates.ts';
export * from './pool-labels.ts';
export * from './portfolio.ts';
export * from './portfolios.ts';
