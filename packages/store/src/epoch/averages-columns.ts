import { SPANS, type Span, type SpanFigures } from '@pooltool/domain/rewards';

/** The figures of a span. Sums of stake pass int8 in a long life of a large network. */
const FIGURES = [
  { field: 'epochs', column: 'epochs', type: 'int' },
  { field: 'stake', column: 'stake', type: 'numeric' },
  { field: 'delegatorsReward', column: 'delegators_reward', type: 'numeric' },
  { field: 'operatorFees', column: 'operator_fees', type: 'numeric' },
  { field: 'ros', column: 'ros', type: 'float8' },
] as const satisfies readonly { field: keyof SpanFigures; column: string; type: string }[];

/** Every figure of every span, as `network_average` and `pool_average` have them. */
export const AVERAGE_COLUMNS = SPANS.flatMap((span) =>
  FIGURES.map(({ field, column, type }) => ({ span, field, type, column: columnOf(column, span) })),
);

/** The sums among the figures of a span: epochs, stake, delegators' rewards, operators' fees. */
export const sumColumns = (table: string, span: Span): readonly string[] =>
  SUMS.map(({ column }) => `${table}.${columnOf(column, span)}`);

const SUMS = FIGURES.filter((figure) => figure.field !== 'ros');

function columnOf(column: string, span: Span): string {
  return `${column}_${span}`;
}
