/**
 * Places in one line, each as near to where it wants to be as the gaps after it allow: `gaps[i]` at least lies between
 * place i and i + 1. Least squares by pooling neighbours that press against each other (isotonic regression).
 */
export function spread(wanted: readonly number[], gaps: readonly number[]): number[] {
  const offsets: number[] = [];
  for (let index = 0, sum = 0; index < wanted.length; index += 1) {
    offsets.push(sum);
    sum += gaps[index] ?? 0;
  }
  const blocks: { mean: number; size: number }[] = [];
  wanted.forEach((place, index) => {
    let block = { mean: place - (offsets[index] ?? 0), size: 1 };
    for (let last = blocks.at(-1); last !== undefined && last.mean > block.mean; last = blocks.at(-1)) {
      const size = last.size + block.size;
      block = { mean: (last.mean * last.size + block.mean * block.size) / size, size };
      blocks.pop();
    }
    blocks.push(block);
  });
  return blocks.flatMap(({ mean, size }) => Array<number>(size).fill(mean)).map((mean, i) => mean + (offsets[i] ?? 0));
}
