import { type PoolToolError, poolToolErrorIn } from '@pooltool/shared-utils/errors';
import { declaredError } from '@pooltool/shared-utils/http';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { Channel, Drawn } from './channel.ts';

export type Drawing = { readonly drawn: Drawn } | { readonly error: PoolToolError; readonly cause: unknown };

/**
 * Draws all together; when that fails for another reason than that it could not be tried, one by one, so that what cannot be drawn keeps
 * nothing else from being. In the order of `asked`. @throws an error that says `retry`
 */
export async function drawEach<Params extends JsonObject>(
  channel: Pick<Channel<Params>, 'name' | 'draw'>,
  asked: readonly Params[],
): Promise<readonly Drawing[]> {
  if (asked.length === 0) return [];
  try {
    const all = await channel.draw(asked);
    if (all.length !== asked.length) throw new RangeError(`${channel.name} drew ${all.length} of ${asked.length}`);
    return all.map((drawn) => ({ drawn }));
  } catch (cause) {
    if (poolToolErrorIn(cause)?.disposition === 'retry') throw cause;
    if (asked.length === 1) return [{ error: declaredError(cause), cause }];
  }
  const each: Drawing[] = [];
  for (const one of asked) each.push(...(await drawEach(channel, [one])));
  return each;
}
