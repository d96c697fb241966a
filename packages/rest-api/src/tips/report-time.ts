import { type UnixMs, unixMs } from '@pooltool/domain';

const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s*(?:Z|([+-])(\d\d):?(\d\d))?$/i;

/**
 * ISO 8601 with up to nine digits of a second, cut to milliseconds; `Z`, an offset, or neither, which is read as UTC. Some
 * scripts send local times with a false Z: they are read as they stand, and their hours of delay tell it.
 * @returns null for what is no time, or one before 1970
 */
export function timeFrom(text: string): UnixMs | null {
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHours = '0', offsetMinutes = '0'] =
    ISO.exec(text) ?? [];
  if (year === undefined) return null;
  const date = [Number(year), Number(month) - 1, Number(day)] as const;
  const clock = [Number(hour), Number(minute), Number(second), Number(fraction.slice(0, 3).padEnd(3, '0'))] as const;
  const written = new Date(Date.UTC(...date, ...clock));
  // A 31st of February would otherwise be some day in March.
  if (written.getUTCMonth() !== date[1] || written.getUTCDate() !== date[2] || written.getUTCHours() !== clock[0]) {
    return null;
  }
  const offsetMs = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000 * (sign === '-' ? -1 : 1);
  const at = written.getTime() - offsetMs;
  return at >= 0 ? unixMs(at) : null;
}
