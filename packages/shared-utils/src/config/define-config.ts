import type { Setting } from './setting.ts';

export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** The settings of one daemon, or of a part that several daemons share. */
export type ConfigDefinition<Of extends Settings = Settings> = {
  readonly daemon: string | undefined;
  readonly settings: Of;
};

/** What `readConfig` returns for a definition: the same names, each with its setting's value. */
export type ConfigOf<Definition extends ConfigDefinition> = {
  readonly [Name in keyof Definition['settings']]: Definition['settings'][Name] extends Setting<infer Value>
    ? Value
    : never;
};

const defined = new Map<string, ConfigDefinition>();

/**
 * Declares what a daemon reads from its environment, in a file that does nothing else (`config.ts`), so that
 * .env.example can be printed without starting the daemon. With `daemon` it is listed by `definedConfigs`.
 *
 *     export const config = defineConfig({ ...postgresSettings, TIPS_PORT: setting.integer({ … }) }, { daemon: 'tips' });
 *
 * @throws TypeError for a name that is not UPPER_CASE, or a daemon that is defined twice.
 */
export function defineConfig<const Of extends Settings>(
  settings: Of,
  { daemon }: { readonly daemon?: string } = {},
): ConfigDefinition<Of> {
  const odd = Object.keys(settings).find((name) => !/^[A-Z][A-Z0-9_]*$/.test(name));
  if (odd !== undefined) throw new TypeError(`a setting is named like DATABASE_URL, not ${odd}`);
  const definition = { daemon, settings };
  if (daemon !== undefined) {
    if (defined.has(daemon)) throw new TypeError(`the settings of ${daemon} are defined twice`);
    defined.set(daemon, definition);
  }
  return definition;
}

/** Every definition with a daemon's name that was imported so far, by name. */
export function definedConfigs(): readonly ConfigDefinition[] {
  return [...defined.values()].sort((a, b) => ((a.daemon ?? '') < (b.daemon ?? '') ? -1 : 1));
}
