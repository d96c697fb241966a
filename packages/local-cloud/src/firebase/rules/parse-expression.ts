import { BINDING, type BinaryOperator, type Expression } from './expression.ts';
import { arityOf } from './methods.ts';
import { patternOf } from './pattern.ts';
import { localRulesInvalid } from './rules-invalid.ts';
import { type Token, tokensOf } from './tokens.ts';

/** Longer, it is no condition that a person wrote. Reading and evaluating need a stack as deep as this at most. */
const MOST_TOKENS = 1_000;

/**
 * Reads a condition. `variables` are what it may name: `auth`, `now`, `root`, `data`, `newData` (not in `.read`) and the
 * captures of the path above it.
 *
 * @throws POOLTOOL_LOCAL_RULES_INVALID for anything that the published language does not have
 */
export function parseExpression(text: string, variables: ReadonlySet<string>): Expression {
  const parser = new Parser(text, variables);
  return parser.whole();
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #variables: ReadonlySet<string>;
  #at = 0;

  constructor(text: string, variables: ReadonlySet<string>) {
    this.#text = text;
    this.#tokens = tokensOf(text);
    this.#variables = variables;
  }

  whole(): Expression {
    if (this.#tokens.length > MOST_TOKENS) throw this.#refused('is too long');
    const expression = this.#expression();
    if (this.#at < this.#tokens.length) throw this.#refused('has something after its end');
    return expression;
  }

  #expression(): Expression {
    const condition = this.#binary(1);
    if (!this.#skip('?')) return condition;
    const whenTrue = this.#expression();
    this.#demand(':');
    return { kind: 'choice', condition, whenTrue, whenFalse: this.#expression() };
  }

  #binary(weakest: number): Expression {
    let left = this.#unary();
    for (;;) {
      const operator = this.#operator();
      if (operator === undefined || BINDING[operator] < weakest) return left;
      this.#at += 1;
      left = { kind: 'binary', operator, left, right: this.#binary(BINDING[operator] + 1) };
    }
  }

  #unary(): Expression {
    for (const operator of ['!', '-'] as const) {
      if (this.#skip(operator)) return { kind: 'unary', operator, operand: this.#unary() };
    }
    return this.#postfix(this.#primary());
  }

  #postfix(start: Expression): Expression {
    let of = start;
    for (;;) {
      if (this.#skip('.')) {
        const token = this.#next();
        if (token?.kind !== 'name') throw this.#refused('has a dot without a name');
        of = this.#skip('(')
          ? this.#call(of, token.text)
          : { kind: 'property', of, key: { kind: 'literal', value: token.text } };
      } else if (this.#skip('[')) {
        const key = this.#expression();
        this.#demand(']');
        of = { kind: 'property', of, key };
      } else {
        return of;
      }
    }
  }

  #call(of: Expression, method: string): Expression {
    const arity = arityOf(method);
    if (arity === undefined) throw this.#refused(`calls ${method}, which there is not`);
    const args = this.#listUntil(')');
    const [least, most] = arity;
    if (args.length < least || args.length > most) throw this.#refused(`calls ${method} with ${args.length} arguments`);
    const [first] = args;
    if (method === 'matches' && first?.kind !== 'pattern') throw this.#refused('matches something that is no pattern');
    const given = (kind: Expression['kind']) => args.some((one) => one.kind === kind);
    if (method !== 'matches' && given('pattern')) throw this.#refused(`gives a pattern to ${method}`);
    if (method !== 'hasChildren' && given('list')) throw this.#refused(`gives a list to ${method}`);
    return { kind: 'call', of, method, args };
  }

  #listUntil(end: ')' | ']'): Expression[] {
    const items: Expression[] = [];
    if (this.#skip(end)) return items;
    do items.push(this.#expression());
    while (this.#skip(','));
    this.#demand(end);
    return items;
  }

  #primary(): Expression {
    const token = this.#next();
    if (token?.kind === 'number' || token?.kind === 'text') return { kind: 'literal', value: token.value };
    if (token?.kind === 'pattern') return { kind: 'pattern', pattern: patternOf(token.source, token.flags) };
    if (token?.kind === 'name') return this.#named(token.text);
    if (token?.text === '[') return { kind: 'list', items: this.#listUntil(']') };
    if (token?.text !== '(') throw this.#refused('lacks an operand');
    const inner = this.#expression();
    this.#demand(')');
    return inner;
  }

  #named(name: string): Expression {
    if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true' };
    if (name === 'null') return { kind: 'literal', value: null };
    if (!this.#variables.has(name)) throw this.#refused(`names ${name}, which is not known here`);
    return { kind: 'variable', name };
  }

  #operator(): BinaryOperator | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'symbol') return undefined;
    const text = token.text === '===' ? '==' : token.text === '!==' ? '!=' : token.text;
    return isBinaryOperator(text) ? text : undefined;
  }

  #next(): Token | undefined {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    return token;
  }

  #skip(symbol: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'symbol' || token.text !== symbol) return false;
    this.#at += 1;
    return true;
  }

  #demand(symbol: string): void {
    if (!this.#skip(symbol)) throw this.#refused(`lacks a ${symbol}`);
  }

  #refused(why: string): Error {
    return localRulesInvalid({ message: `the condition ${JSON.stringify(this.#text)} ${why}` });
  }
}

const isBinaryOperator = (text: string): text is BinaryOperator => Object.hasOwn(BINDING, text);
