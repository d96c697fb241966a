/**
 * How a figure came about, as a list of steps a person can follow with pencil and paper. Each step has the formula as it is written
 * in the ledger's specification, the same with the numbers put in, the exact fraction, and what is left after the floor.
 *
 * Nothing here decides what anybody is paid. The floored values are the engine's own, and each is held against the floor of the exact
 * fraction beside it; what differs is listed in `differences`, and whoever shows an explanation shows those first.
 */
import { type Ratio, ratioText } from '../units/ratio.ts';
import { floorOf, reduced, whole } from './exact-arithmetic.ts';

/** Where a rule is written. */
export interface RuleSource {
  /** its name in the ledger's specification or code */
  readonly ledger: string;
  readonly section: RuleSection;
}

/** Sections of rewards.md that docs/rewards-audit.md has a line for: inputs, pots, pool, destinations, older eras, PoolTool's numbers. */
export type RuleSection =
  | 'rewards.md 1.1'
  | 'rewards.md 1.2'
  | 'rewards.md 1.3'
  | 'rewards.md 1.4'
  | 'rewards.md 1.5'
  | 'rewards.md 1.6';

export type StepUnit = 'lovelace' | 'count' | 'fraction' | 'yes or no';

export interface RewardStep {
  /** unique among the steps of an explanation: `σ′` */
  readonly symbol: string;
  /** the glossary's word */
  readonly name: string;
  /** `⌊min(1, η) · ρ · reserves⌋`; `given` for what is not computed here */
  readonly formula: string;
  /** the formula with the values of the steps before it put in; empty for what is given */
  readonly numbers: string;
  /** n/d, reduced, before any floor; 1 and 0 for yes and no */
  readonly exact: Ratio;
  /** after the floor, in whole `unit`s; null for a fraction, which has no floor */
  readonly value: bigint | null;
  readonly unit: StepUnit;
  readonly source: RuleSource;
}

/** Two ways to the same figure that do not agree: one of them is wrong, and money with it. */
export interface Difference {
  readonly figure: string;
  readonly explained: string;
  readonly recorded: string;
}

/** Names in `{braces}` are symbols of earlier steps. */
interface StepText {
  readonly symbol: string;
  readonly name: string;
  readonly source: RuleSource;
}

/** Steps in the making. */
export interface StepList {
  readonly steps: readonly RewardStep[];
  readonly differences: readonly Difference[];
  /** what comes from the chain or the parameters */
  given(step: StepText & { readonly value: Ratio | bigint | number; readonly unit: StepUnit }): void;
  /** a fraction that is not floored */
  fraction(step: StepText & { readonly formula: string; readonly exact: Ratio }): Ratio;
  /** an amount: `engine` is what the engine makes of the exact fraction */
  floored(
    step: StepText & {
      readonly formula: string;
      readonly exact: Ratio;
      readonly engine: bigint;
      readonly unit?: StepUnit;
    },
  ): void;
  answer(step: StepText & { readonly formula: string; readonly isSo: boolean }): void;
}

/** `before`: steps already told, whose symbols later formulas may name. */
export function stepList(before: readonly RewardStep[] = []): StepList {
  const steps: RewardStep[] = [];
  const differences: Difference[] = [];
  const shown = new Map(before.map((step) => [step.symbol, valueText(step)]));
  const add = (step: Omit<RewardStep, 'numbers'>): void => {
    const { formula } = step;
    const numbers =
      formula === GIVEN ? '' : formula.replace(/\{([^}]+)\}/g, (_, symbol: string) => shown.get(symbol) ?? symbol);
    const told = { ...step, formula: formula.replace(/[{}]/g, ''), numbers };
    shown.set(step.symbol, valueText(told));
    steps.push(told);
  };
  return {
    steps,
    differences,
    given: ({ value, unit, ...text }) => {
      const exact = typeof value === 'object' ? reduced(value) : whole(value);
      add({ ...text, formula: GIVEN, exact, value: unit === 'fraction' ? null : floorOf(exact), unit });
    },
    fraction: (step) => {
      add({ ...step, value: null, unit: 'fraction' });
      return step.exact;
    },
    floored: ({ engine, unit = 'lovelace', ...step }) => {
      add({ ...step, value: engine, unit });
      if (floorOf(step.exact) === engine) return;
      const explained = `⌊${ratioText(step.exact)}⌋ = ${floorOf(step.exact)}`;
      differences.push({ figure: `${step.symbol} (${step.name})`, explained, recorded: `${engine}` });
    },
    answer: ({ isSo, ...step }) => {
      add({ ...step, exact: whole(isSo ? 1 : 0), value: isSo ? 1n : 0n, unit: 'yes or no' });
    },
  };
}

const GIVEN = 'given';

/** As a formula shows it: an amount by its digits, a fraction as n/d. */
export function valueText({ value, exact, unit }: Pick<RewardStep, 'value' | 'exact' | 'unit'>): string {
  if (unit === 'yes or no') return value === 1n ? 'yes' : 'no';
  if (value !== null) return `${value}`;
  return exact.denominator === 1n ? `${exact.numerator}` : `(${ratioText(exact)})`;
}

/** null and undefined: there is none. */
type Figure = bigint | number | boolean | null | undefined;

/** Pairs of figures that must be equal; those that are not. */
export const differencesOf = (
  figures: readonly (readonly [figure: string, explained: Figure, recorded: Figure])[],
): Difference[] =>
  figures
    .filter(([, explained, recorded]) => explained !== recorded)
    .map(([figure, explained, recorded]) => ({ figure, explained: `${explained}`, recorded: `${recorded}` }));
