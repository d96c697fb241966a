import { fromHex, leaderValue, toHex } from '@pooltool/shared-utils/crypto';

/** Hex of a block's output to hex of what its leader's luck is measured by since Babbage (operators.md 5.6). */
export const leaderValueOf = (blockVrf: string): string => toHex(leaderValue(fromHex(blockVrf)));
