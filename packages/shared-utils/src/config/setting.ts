export type Parsed<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false };

/** One environment variable: how its text becomes a value, and how to talk about it to a person. */
export type Setting<Value> = {
  /** What it is for, one sentence: printed in faults and in .env.example. */
  readonly says: string;
  /** What a right value looks like: 'a whole number from 1 to 65535'. */
  readonly wants: string;
  /** Text for .env.example when there is no default. */
  readonly example: string | undefined;
  readonly presence: Presence<Value>;
  parse(text: string): Parsed<Value>;
  /** The given text as it may be shown in a fault: secrets and passwords are left out. */
  shown(text: string): string;
};

/** Whether the variable may be left out, and what then stands in its place. */
export type Presence<Value> =
  | { readonly kind: 'required' }
  | { readonly kind: 'default'; readonly value: Value; readonly text: string }
  | { readonly kind: 'optional'; readonly value: Value };

export type SettingOptions<Default> = {
  readonly says: string;
  readonly default?: Default;
  readonly example?: string;
};

type SettingParts<Value> = {
  readonly options: SettingOptions<string>;
  readonly wants: string;
  readonly parse: (text: string) => Parsed<Value>;
  readonly shown?: (text: string) => string;
};

/** @throws TypeError when the default is not what the setting itself wants: a mistake in the program. */
function settingOf<Value>({ options, wants, parse, shown = JSON.stringify }: SettingParts<Value>): Setting<Value> {
  const { says, example, default: text } = options;
  return { says, wants, example, parse, shown, presence: presenceOf(text, parse, wants) };
}

function presenceOf<Value>(
  text: string | undefined,
  parse: (text: string) => Parsed<Value>,
  wants: string,
): Presence<Value> {
  if (text === undefined) return { kind: 'required' };
  const parsed = parse(text);
  if (!parsed.ok) throw new TypeError(`the default ${JSON.stringify(text)} is not ${wants}`);
  return { kind: 'default', value: parsed.value, text };
}

const ok = <Value>(value: Value): Parsed<Value> => ({ ok: true, value });
const wrong = { ok: false } as const;

/** A default is kept as the text somebody would write into the environment, so that both are read by one rule. */
function asText<Default extends string | number | boolean>(options: SettingOptions<Default>): SettingOptions<string> {
  const { default: value, ...others } = options;
  return value === undefined ? others : { ...others, default: String(value) };
}

function string(options: SettingOptions<string> & { readonly pattern?: RegExp; readonly wants?: string }) {
  const { pattern, wants = pattern === undefined ? 'a text' : `a text that matches ${pattern.source}` } = options;
  return settingOf({ options, wants, parse: (text) => (pattern?.test(text) === false ? wrong : ok(text)) });
}

function integer(options: SettingOptions<number> & { readonly min?: number; readonly max?: number }) {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  const range = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `from ${min} to ${max}`;
  return settingOf({
    options: asText(options),
    wants: `a whole number ${range}`,
    parse: (text) => {
      const value = Number(text);
      return /^-?\d+$/.test(text) && Number.isSafeInteger(value) && value >= min && value <= max ? ok(value) : wrong;
    },
  });
}

function boolean(options: SettingOptions<boolean>) {
  return settingOf({
    options: asText(options),
    wants: 'true or false',
    parse: (text) => (/^(true|1)$/i.test(text) ? ok(true) : /^(false|0)$/i.test(text) ? ok(false) : wrong),
  });
}

function oneOf<const Value extends string>(
  options: SettingOptions<NoInfer<Value>> & { readonly values: readonly Value[] },
): Setting<Value> {
  return settingOf({
    options,
    wants: `one of ${options.values.join(', ')}`,
    parse: (text) => {
      const value = options.values.find((one) => one === text);
      return value === undefined ? wrong : ok(value);
    },
  });
}

/** A text that is shown nowhere: a fault tells only how long it was. There is no default for a secret. */
function secret(options: Omit<SettingOptions<never>, 'default'> & { readonly minLength?: number }) {
  const { minLength = 1 } = options;
  return settingOf({
    options,
    wants: minLength === 1 ? 'a secret text' : `a secret text of at least ${minLength} characters`,
    parse: (text) => (text.length >= minLength ? ok(text) : wrong),
    shown: (text) => `${text.length} characters (not shown)`,
  });
}

type UrlOptions = SettingOptions<string> & {
  readonly protocols?: readonly string[];
  /** false: no user and no password in it, which `fetch` takes from nobody */
  readonly user?: false;
};

/** An absolute URL, returned as it was written. `protocols` as in `['https:', 'http:']`. */
function url(options: UrlOptions) {
  const { protocols, user } = options;
  const begins = protocols === undefined ? '' : ` that begins with ${protocols.map((one) => `${one}//`).join(' or ')}`;
  return settingOf({
    options,
    wants: `a URL${begins}${user === false ? ', without user or password' : ''}`,
    parse: (text) => {
      if (!URL.canParse(text)) return wrong;
      const { protocol, username, password } = new URL(text);
      if (user === false && `${username}${password}` !== '') return wrong;
      return protocols === undefined || protocols.includes(protocol) ? ok(text) : wrong;
    },
    // Everything before the last @ may hold a password, also in a text that is no URL.
    shown: (text) => JSON.stringify(text.replace(/^([a-z+.-]+:\/\/)?.*@/is, '$1***@').replace(/\?.*$/s, '?***')),
  });
}

/** A file or folder; returned as given, relative ones are relative to the working directory. */
function path(options: SettingOptions<string>) {
  return settingOf({
    options,
    wants: 'a path',
    parse: (text) => (text.includes('\0') ? wrong : ok(text)),
  });
}

const MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
export type DurationText = `${number}${keyof typeof MS}`;

/** '250ms', '30s', '5m', '2h', '1d'; the value is in milliseconds, so name it so where it is used. */
function duration(options: SettingOptions<DurationText>) {
  return settingOf({
    options,
    wants: 'a duration like 250ms, 30s, 5m, 2h or 1d',
    parse: (text) => {
      const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
      const perUnit = Object.entries(MS).find(([name]) => name === unit)?.[1];
      return amount === undefined || perUnit === undefined ? wrong : ok(Math.round(Number(amount) * perUnit));
    },
  });
}

/** The same setting, but it may be missing; then its value is undefined. */
function optional<Value>(setting: Setting<Value>): Setting<Value | undefined> {
  return { ...setting, presence: { kind: 'optional', value: undefined } };
}

/** The kinds of settings. Each takes what it `says`, a default (without one it is required) and an example. */
export const setting = { string, integer, boolean, oneOf, secret, url, path, duration, optional } as const;
