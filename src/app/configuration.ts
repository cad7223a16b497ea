import { inOrder, type LoadedConfig, loadConfig } from '../config/load.ts';
import { ConfigError } from '../config/problems.ts';
import type { Environment } from '../config/reader.ts';
import { variables } from '../config/variables.ts';
import { hubSpotBook } from '../destinations/hubspot/property-book.ts';
import { buildFieldMap, type EffectiveMap } from '../field-map/build.ts';
import type { FieldMap } from '../field-map/types.ts';

/** What a folder is configured to do: the one place from which commands take map, rhythm, cutoff and people. */
export interface Configuration extends LoadedConfig {
  /** The map in force, for the CRM and for the files. */
  readonly fields: EffectiveMap;
  /** What lies in the CRM. */
  readonly map: FieldMap;
  /** The environment, with the names that the file says and the environment does not. */
  readonly env: Environment;
}

/** Reads and checks the configuration of a folder. Throws ConfigError with everything that is wrong with it. */
export function loadConfiguration(env: Environment, cwd: string): Configuration {
  const loaded = loadConfig(env, cwd);
  const { shop, clientId } = loaded.data.store;
  const names = { [variables.shop.name]: shop, [variables.clientId.name]: clientId };
  const fields = fieldsOf(loaded);
  return { ...loaded, fields, map: fields.crm, env: withDefaults(env, names) };
}

/** The map that the file asks for. Throws ConfigError with everything that is wrong with it. */
function fieldsOf({ data, problemAt }: LoadedConfig): EffectiveMap {
  const built = buildFieldMap(data, { book: hubSpotBook });
  if (built.ok) return built.map;
  throw new ConfigError(inOrder(built.problems.map(({ path, ...said }) => problemAt(path, said))));
}

/** An empty variable is an absent one. */
function withDefaults(env: Environment, defaults: Environment): Environment {
  const missing = Object.entries(defaults).filter(([name]) => (env[name] ?? '').trim() === '');
  return { ...env, ...Object.fromEntries(missing) };
}
