export * from './effective-epochs.ts';
export * from './milestones.ts';
export * from './pool-changes.ts';
export * from './pool-parameters.ts';
