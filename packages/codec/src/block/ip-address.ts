/** Four bytes in network order. */
export const ipv4Text = (bytes: Uint8Array): string => bytes.join('.');

/**
 * Sixteen bytes as the ledger writes them: four 32-bit words, each with its least significant byte first
 * (cardano-ledger: ipv6ToBytes puts the words of `toHostAddress6` by putWord32le). Text after RFC 5952.
 */
export function ipv6Text(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const groups = [0, 4, 8, 12].flatMap((at) => {
    const word = view.getUint32(at, true);
    return [word >>> 16, word & 0xffff];
  });
  const { from, length } = longestZeros(groups);
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, from).join(':')}::${hex.slice(from + length).join(':')}`;
}

/** The first of the longest runs of zero groups. */
function longestZeros(groups: readonly number[]): { from: number; length: number } {
  let longest = { from: 0, length: 0 };
  let run = 0;
  for (const [index, group] of groups.entries()) {
    run = group === 0 ? run + 1 : 0;
    if (run > longest.length) longest = { from: index - run + 1, length: run };
  }
  return longest;
}
