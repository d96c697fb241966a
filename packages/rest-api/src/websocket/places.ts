/** Places that all share, and no address has more than an eighth of: whoever fills his own keeps nobody else out. */
export interface Places {
  areAllTaken(): boolean;
  /** @returns false: this address has all that it may have */
  take(address: string): boolean;
  leave(address: string): void;
}

const SHARES = 8;

export function makePlaces({ most }: { readonly most: number }): Places {
  const ofOne = Math.ceil(most / SHARES);
  const taken = new Map<string, number>();
  let all = 0;
  return {
    areAllTaken: () => all >= most,
    take(address) {
      const has = taken.get(address) ?? 0;
      if (all >= most || has >= ofOne) return false;
      taken.set(address, has + 1);
      all += 1;
      return true;
    },
    leave(address) {
      const left = (taken.get(address) ?? 0) - 1;
      if (left > 0) taken.set(address, left);
      else taken.delete(address);
      all -= 1;
    },
  };
}
