import { type JsonObject, type JsonValue, stringifyLossless } from '@pooltool/shared-utils/json';
import type { Drawn } from '../channel.ts';

export const drawnOf = (value: JsonValue): Drawn => ({ text: stringifyLossless(value), value });

/** For channels that are asked by nothing: there is one topic. */
export const alone =
  (draw: () => Promise<JsonValue>) =>
  async (asked: readonly unknown[]): Promise<Drawn[]> => {
    const drawn = drawnOf(await draw());
    return asked.map(() => drawn);
  };

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
