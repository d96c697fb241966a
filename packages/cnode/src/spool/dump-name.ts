import { type Epoch, epoch } from '@pooltool/domain';

/** 2026-01-02T030405.678Z: sorts by time and stands in every file system. */
export const timeText = (ms: number): string => new Date(ms).toISOString().replaceAll(':', '');

/** In done/: by epoch, then by time. */
export const doneName = (of: Epoch | null, name: string): string => `epoch-${String(of ?? 0).padStart(6, '0')}-${name}`;

/** The epoch of a dump in done/. Null when somebody else put the file there. */
export function epochOfDoneName(name: string): Epoch | null {
  const [, digits] = /^epoch-(\d{6,9})-/.exec(name) ?? [];
  return digits === undefined ? null : epoch(Number(digits));
}

/** When the dump was made, by its name in taken/ or done/; null when the name does not tell. */
export function takenAtMsOfName(name: string): number | null {
  const [, hour, minutes, seconds] = /(\d{4}-\d\d-\d\dT\d\d)(\d\d)(\d\d\.\d{3}Z)/.exec(name) ?? [];
  return hour === undefined ? null : Date.parse(`${hour}:${minutes}:${seconds}`);
}
