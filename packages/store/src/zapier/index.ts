export * from './zapier-hooks.ts';
export * from './zapier-key.ts';
export * from './zapier-user.ts';
