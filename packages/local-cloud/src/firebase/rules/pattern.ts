import { localRulesInvalid } from './rules-invalid.ts';

/**
 * The service knows fewer patterns than JavaScript: no look-around, no named groups, no references back, only the flag `i`,
 * `^` at the beginning and `$` at the end. What it would refuse is refused here, so that a test finds it before a deployment does.
 *
 * @throws POOLTOOL_LOCAL_RULES_INVALID
 */
export function patternOf(source: string, flags: string): RegExp {
  const refused = (why: string) => localRulesInvalid({ message: `the pattern /${source}/${flags} ${why}` });
  if (flags !== '' && flags !== 'i') throw refused('has a flag other than i');
  const bare = source.replace(/\\./gs, '').replace(/\[[^\]]*\]/g, '');
  if (bare.includes('(?')) throw refused('has a group with a question mark');
  if (/\\[1-9bBpPk]/.test(source)) throw refused('has an escape that rules do not know');
  if (bare.slice(1).includes('^') || bare.slice(0, -1).includes('$')) throw refused('has an anchor in its middle');
  try {
    return new RegExp(source, flags);
  } catch {
    throw refused('is none');
  }
}
