import { type LoadedConfig, loadConfig } from '../config/load.ts';
import type { Environment } from '../config/reader.ts';
import { variables } from '../config/variables.ts';
import { coreFieldMap } from '../field-map/core.ts';
import type { FieldMap } from '../field-map/types.ts';

/** What a folder is configured to do: the one place from which commands take map, rhythm, cutoff and people. */
export interface Configuration extends LoadedConfig {
  readonly map: FieldMap;
  /** The environment, with the names that the file says and the environment does not. */
  readonly env: Environment;
}

/** Reads and checks the configuration of a folder. Throws ConfigError with everything that is wrong with it. */
export function loadConfiguration(env: Environment, cwd: string): Configuration {
  const loaded = loadConfig(env, cwd);
  const { shop, clientId } = loaded.data.store;
  const names = { [variables.shop.name]: shop, [variables.clientId.name]: clientId };
  return { ...loaded, map: coreFieldMap, env: withDefaults(env, names) };
}

/** An empty variable is an absent one. */
function withDefaults(env: Environment, defaults: Environment): Environment {
  const missing = Object.entries(defaults).filter(([name]) => (env[name] ?? '').trim() === '');
  return { ...env, ...Object.fromEntries(missing) };
}
