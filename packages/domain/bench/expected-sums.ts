/** What the workload's description states (data/rewards/synth/SYNTH.md): of its inputs, and of the one right answer. */
export const EXPECTED = {
  /** sha256 of the columns: stakes as u64, pools as u16, both little-endian, and the 28-byte credentials */
  inputs: {
    stake: '1e8ab78be4770d695d3c64556f83a7931552e23b02cfb4d96fd3b7dd781f2133',
    pool: '88f4312222e9f4859ae04e9bd33e68d8a8450938e249a40bf419394354e44e6f',
    credential: '7c0bf618d32a6d7e65b7dcf6164b487180c47757debab1a5fd2a14eaba5fbe57',
  },
  /** sha256 of the member rewards as u64 little-endian in delegator order */
  memberRewards: '9269734aed0044d6e835f311ab0cfc7847bbdcfbf20373a64f8b05dae4b9143c',
  members: 5_637_001_860_044n,
  leaders: 1_389_264_630_867n,
  membersPaid: 1_090_301,
  activeStake: 21_709_283_354_133_193n,
  poolsWithBlocks: 1067,
} as const;
