const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** A stretch of time in two units at most: '12 s', '3 min 05 s', '2 h 14 min', '3 d 4 h', '2 y 31 d'. Used by the server and by the page. */
export function ageText(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < MINUTE) return `${seconds} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ${String(seconds % MINUTE).padStart(2, '0')} s`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ${String(Math.floor((seconds % HOUR) / MINUTE)).padStart(2, '0')} min`;
  if (seconds < YEAR) return `${Math.floor(seconds / DAY)} d ${Math.floor((seconds % DAY) / HOUR)} h`;
  return `${Math.floor(seconds / YEAR)} y ${Math.floor((seconds % YEAR) / DAY)} d`;
}
