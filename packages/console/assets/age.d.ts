/** A stretch of time in two units at most: '12 s', '3 min 05 s', '2 h 14 min', '3 d 4 h', '2 y 31 d'. */
export function ageText(ms: number): string;
