import { requestInvalid } from '@pooltool/shared-utils/http';

/**
 * The texts of a form, or of a JSON object, where whole numbers and true or false are given as texts too.
 * @throws POOLTOOL_REQUEST_INVALID naming every one that is missing
 */
export function readFields<const Name extends string>(
  body: unknown,
  names: readonly Name[],
): Readonly<Record<Name, string>> {
  const given: ReadonlyMap<string, unknown> = new Map(
    typeof body === 'object' && body !== null ? Object.entries(body) : [],
  );
  const read = names.map((name) => [name, textOf(given.get(name))] as const);
  const missing = read.flatMap(([name, text]) => (text === null ? [name] : []));
  if (missing.length > 0) throw requestInvalid({ message: `missing: ${missing.join(', ')}`, details: { missing } });
  return fromPairs(read.map(([name, text]) => [name, text ?? ''] as const));
}

const textOf = (value: unknown): string | null =>
  ['string', 'number', 'bigint', 'boolean'].includes(typeof value) ? String(value) : null;

/** Every name is there: `readFields` has looked. */
function fromPairs<Name extends string>(pairs: readonly (readonly [Name, string])[]): Record<Name, string>;
function fromPairs(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(pairs);
}
