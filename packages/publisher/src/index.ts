export { config as publisherConfig } from './config.ts';
export { type DrainParts, documentDrain, type Pass, type Published } from './drain/drain.ts';
export type { Sinks } from './drain/sinks.ts';
export type { Drawing, Part, Values } from './drawing.ts';
export { FAMILIES, PROGRESS_KINDS } from './families.ts';
export type { DocumentFamily } from './family.ts';
export { redraw } from './redraw.ts';
