import { resolve } from 'node:path';
import { loadModule } from '../config/computed.ts';
import { inOrder, type LoadedConfig, loadConfig } from '../config/load.ts';
import { ConfigError } from '../config/problems.ts';
import type { Environment } from '../config/reader.ts';
import { variables } from '../config/variables.ts';
import { hubSpotBook } from '../destinations/hubspot/property-book.ts';
import { buildFieldMap, type EffectiveMap } from '../field-map/build.ts';
import { wholeCatalogue } from '../field-map/catalogue/catalogue.ts';
import type { CatalogueEntry } from '../field-map/catalogue/entry.ts';
import { computedEntries } from '../field-map/computed.ts';
import type { FieldMap } from '../field-map/types.ts';
import { requireNoOtherWriter } from './shared-account.ts';

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
  requireNoOtherWriter({ loaded, fields }, cwd, fieldsOf);
  return { ...loaded, fields, map: fields.crm, env: withDefaults(env, names) };
}

/** The map that the file asks for. Throws ConfigError with everything that is wrong with it. */
function fieldsOf(loaded: LoadedConfig): EffectiveMap {
  const { data, problemAt } = loaded;
  const built = buildFieldMap(data, { book: hubSpotBook, computed: computedOf(loaded) });
  if (built.ok) return built.map;
  throw new ConfigError(inOrder(built.problems.map(({ path, ...said }) => problemAt(path, said))));
}

/** The fields that a module of the merchant's adds to the catalogue. Throws ConfigError. */
function computedOf({ data, folder, problemAt }: LoadedConfig): readonly CatalogueEntry[] {
  const { computed: path } = data;
  if (path === undefined) return [];
  const loaded = loadModule(resolve(folder, path));
  if (!loaded.ok) {
    const { found, remedy } = loaded;
    throw new ConfigError([
      problemAt(['computed'], { found: `"${path}", ${found}`, allowed: 'a module that loads', remedy }),
    ]);
  }
  const known = new Set(wholeCatalogue.map(({ name }) => name));
  const read = computedEntries(loaded.exported, { ...loaded, known });
  if (read.ok) return read.entries;
  throw new ConfigError(
    read.problems.map(({ field, found, ...said }) =>
      problemAt(['computed'], { found: field === '' ? found : `${found} at "${field}"`, ...said }),
    ),
  );
}

/** An empty variable is an absent one. */
function withDefaults(env: Environment, defaults: Environment): Environment {
  const missing = Object.entries(defaults).filter(([name]) => (env[name] ?? '').trim() === '');
  return { ...env, ...Object.fromEntries(missing) };
}
