export * from './epoch-roles.ts';
export * from './slots.ts';
export * from './windows.ts';
