export * from './alerts.ts';
export * from './challenges.ts';
export * from './claims.ts';
export * from './note-html.ts';
export { registeredKeyOf } from './pool-in-force.ts';
export * from './pool-note.ts';
export { type Grounds, poolsSpokenFor, type SpokenFor, speaksFor } from './speakers.ts';
