import { InvalidArgumentError } from 'commander';

/** For an option or argument that is a whole number; anything else is told as a wrong command line. */
export const wholeNumber =
  ({ min = 0, max = Number.MAX_SAFE_INTEGER }: { readonly min?: number; readonly max?: number } = {}) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(
        `It wants a whole number ${max === Number.MAX_SAFE_INTEGER ? `from ${min} on` : `from ${min} to ${max}`}.`,
      );
    }
    return value;
  };
