/**
 * Does one work after the other, in the order of the calls; each answers for itself. Two senders at once must not both
 * extend the same tip.
 */
export function oneAtATime(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  };
}
