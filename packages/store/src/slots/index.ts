export * from './commit-slots.ts';
export * from './committed-epochs.ts';
export * from './pool-slot-epochs.ts';
export * from './read-assigned-epoch.ts';
export * from './read-commitment.ts';
export * from './read-performance.ts';
export * from './reveal-slots.ts';
export * from './save-performance.ts';
