import type { ConfigDefinition, ConfigOf } from './define-config.ts';
import { type Environment, processEnvironment } from './environment.ts';
import { configInvalid } from './errors.ts';
import type { Setting } from './setting.ts';

/** What is wrong with one variable. `given` is fit to be shown; undefined when the variable is missing. */
export type SettingFault = {
  readonly name: string;
  readonly given: string | undefined;
  readonly wants: string;
  readonly says: string;
};

/**
 * Reads every setting of the definition; an empty variable counts as missing.
 * @throws configInvalid naming all faults at once, so that a set-up is mended in one go.
 */
export function readConfig<const Definition extends ConfigDefinition>(
  definition: Definition,
  environment: Environment = processEnvironment(),
): ConfigOf<Definition> {
  const values: Record<string, unknown> = {};
  const faults: SettingFault[] = [];
  for (const [name, setting] of Object.entries(definition.settings)) {
    const outcome = readSetting(setting, environment[name]);
    if (outcome.ok) values[name] = outcome.value;
    else faults.push({ name, given: outcome.given, wants: setting.wants, says: setting.says });
  }
  if (faults.length > 0 || !isWhole(definition, values)) {
    throw configInvalid({ message: messageOf(faults), details: { faults } });
  }
  return Object.freeze(values);
}

type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly given: string | undefined };

function readSetting(setting: Setting<unknown>, text: string | undefined): Outcome {
  if (text === undefined || text.trim() === '') {
    const { presence } = setting;
    return presence.kind === 'required' ? { ok: false, given: undefined } : { ok: true, value: presence.value };
  }
  const parsed = setting.parse(text.trim());
  return parsed.ok ? parsed : { ok: false, given: setting.shown(text) };
}

function isWhole<Definition extends ConfigDefinition>(
  definition: Definition,
  values: Record<string, unknown>,
): values is ConfigOf<Definition> {
  return Object.keys(definition.settings).every((name) => Object.hasOwn(values, name));
}

function messageOf(faults: readonly SettingFault[]): string {
  const lines = faults.map(({ name, given, wants, says }) => {
    const is = given === undefined ? 'is missing' : `is ${given}`;
    return `  ${name} ${is}; it wants ${wants}. ${says}`;
  });
  const many = faults.length === 1 ? 'A setting is wrong' : `${faults.length} settings are wrong`;
  return [`${many} (see .env.example):`, ...lines].join('\n');
}
