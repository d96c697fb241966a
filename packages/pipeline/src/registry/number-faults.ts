import type { Asset } from '../asset/define-asset.ts';

/** What is wrong with an asset's figures, in words. */
export function numberFaults({ name, version, concurrency, retry, checks }: Asset): string[] {
  const least: readonly [what: string, value: number, least: number][] = [
    ['version', version, 1],
    ['concurrency', concurrency, 1],
    ['retry.attempts', retry.attempts, 1],
    ['retry.deaths', retry.deaths, 2],
  ];
  const checkNames = checks.map((check) => check.name);
  const twice = checkNames.filter((check, index) => checkNames.indexOf(check) !== index);
  return [
    ...least
      .filter(([, value, least]) => !Number.isSafeInteger(value) || value < least)
      .map(([what, value, least]) => `${what} of ${name} is ${value}: a whole number from ${least} on is wanted`),
    ...(Number.isFinite(retry.backoffMs) && retry.backoffMs >= 0
      ? []
      : [`retry.backoffMs of ${name} is ${retry.backoffMs}`]),
    ...new Set(twice.map((check) => `${name} has two checks named ${check}`)),
  ];
}
