/** Something that takes input from outside, and is given wrong ones until it breaks a promise: what `npm run fuzz` runs. */
export interface Fuzzing {
  readonly run: (round: FuzzRound) => FuzzReport | Promise<FuzzReport>;
  readonly close: () => Promise<void>;
}

/** The inputs numbered `from` … `from + count − 1` of a seed. A number and a seed make one input, always the same. */
export interface FuzzRound {
  readonly seed: number;
  readonly count: number;
  readonly from: number;
}

export interface FuzzReport {
  /** how often each thing came of an input that kept the promises */
  readonly outcomes: Readonly<Record<string, number>>;
  /** the first hundred inputs that did not */
  readonly failures: readonly FuzzFailure[];
  readonly slowest: { readonly ms: number; readonly input: number };
}

export interface FuzzFailure {
  readonly input: number;
  /** what it was made of */
  readonly of: string;
  readonly bytes: Uint8Array;
  readonly why: string;
}
