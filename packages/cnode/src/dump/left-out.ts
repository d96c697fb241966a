/**
 * Parts that may be passed over and come back empty. A daemon that follows every epoch has read yesterday's mark: set
 * and go are that again, and passing over them halves the time and the memory.
 */
export type LeftOutPart = 'set' | 'go' | 'instantStake';

export const NOTHING: ReadonlySet<LeftOutPart> = new Set();
