import { Branch } from '../tree/node.ts';
import { callSnapshot, callText } from './call.ts';
import type { BinaryOperator, Expression } from './expression.ts';
import { isSnapshotMethod, isTextMethod } from './methods.ts';
import { fault, RuleFault, type RuleValue, textOf } from './rule-value.ts';
import { Snapshot } from './snapshot.ts';

/** What each name stands for. */
export type Scope = ReadonlyMap<string, RuleValue>;

/**
 * Whether the condition is met: it says `true`, not something like it. A condition that makes no sense of what it finds, such as the
 * length of nothing, is not met; the service does the same. Never throws.
 */
export function holds(condition: Expression, scope: Scope): boolean {
  try {
    return outcome(condition, scope) === true;
  } catch (error) {
    if (error instanceof RuleFault) return false;
    throw error;
  }
}

function outcome(expression: Expression, scope: Scope): RuleValue {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'pattern':
      return expression.pattern;
    case 'list':
      return expression.items.map((item) => outcome(item, scope));
    case 'variable':
      return scope.get(expression.name) ?? null;
    case 'property':
      return propertyOf(outcome(expression.of, scope), outcome(expression.key, scope));
    case 'call': {
      const { method } = expression;
      const of = outcome(expression.of, scope);
      const args = expression.args.map((arg) => outcome(arg, scope));
      if (of instanceof Snapshot && isSnapshotMethod(method)) return callSnapshot(of, method, args);
      if (typeof of === 'string' && isTextMethod(method)) return callText(of, method, args);
      throw fault(`${method} of something that has none`);
    }
    case 'unary': {
      const operand = outcome(expression.operand, scope);
      return expression.operator === '!' ? !truth(operand) : -number(operand);
    }
    case 'binary':
      return binaryValue(expression, scope);
    case 'choice':
      return outcome(truth(outcome(expression.condition, scope)) ? expression.whenTrue : expression.whenFalse, scope);
  }
}

function propertyOf(of: RuleValue, key: RuleValue): RuleValue {
  const name = textOf(key);
  if (typeof of === 'string' && name === 'length') return of.length;
  if (typeof of !== 'object' || of === null || !('properties' in of)) throw fault(`${name} of something that has none`);
  return of.properties(name);
}

function binaryValue(
  { operator, left: first, right: second }: Extract<Expression, { kind: 'binary' }>,
  scope: Scope,
): RuleValue {
  const left = outcome(first, scope);
  if (operator === '&&') return truth(left) && truth(outcome(second, scope));
  if (operator === '||') return truth(left) || truth(outcome(second, scope));
  return combined(operator, left, outcome(second, scope));
}

function combined(operator: Exclude<BinaryOperator, '&&' | '||'>, left: RuleValue, right: RuleValue): RuleValue {
  switch (operator) {
    case '==':
      return comparable(left) === comparable(right);
    case '!=':
      return comparable(left) !== comparable(right);
    case '<':
      return ordered(left, right, (order) => order < 0);
    case '<=':
      return ordered(left, right, (order) => order <= 0);
    case '>':
      return ordered(left, right, (order) => order > 0);
    case '>=':
      return ordered(left, right, (order) => order >= 0);
    case '+':
      return typeof left === 'string' || typeof right === 'string'
        ? `${joinable(left)}${joinable(right)}`
        : number(left) + number(right);
    case '-':
      return number(left) - number(right);
    case '*':
      return number(left) * number(right);
    case '/':
      return number(left) / number(right);
    case '%':
      return number(left) % number(right);
  }
}

/** Never converted: the text '1' is not the number 1. A place with children is equal to nothing, and not nothing. */
function comparable(value: RuleValue): RuleValue {
  if (typeof value !== 'object' || value === null || value instanceof Branch || 'properties' in value) return value;
  throw fault('compares what cannot be compared');
}

function ordered(left: RuleValue, right: RuleValue, is: (order: number) => boolean): boolean {
  if (typeof left === 'number' && typeof right === 'number') {
    return !Number.isNaN(left) && !Number.isNaN(right) && is(left < right ? -1 : left > right ? 1 : 0);
  }
  if (typeof left === 'string' && typeof right === 'string') return is(left < right ? -1 : left > right ? 1 : 0);
  throw fault('orders values of two kinds');
}

function truth(value: RuleValue): boolean {
  if (typeof value === 'boolean') return value;
  throw fault('takes something for true or false that is neither');
}

function number(value: RuleValue): number {
  if (typeof value === 'number') return value;
  throw fault('calculates with what is no number');
}

function joinable(value: RuleValue): string | number {
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw fault('joins what is neither text nor number');
}
