import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { placeText } from '../config/file/tree.ts';
import { inOrder, type LoadedConfig, loadConfig } from '../config/load.ts';
import { ConfigError, type ConfigProblem } from '../config/problems.ts';
import { hubSpotBook } from '../destinations/hubspot/property-book.ts';
import type { EffectiveMap } from '../field-map/build.ts';
import { patterns } from '../field-map/patterns.ts';
import { sharedAccountProblems } from '../field-map/shared-account.ts';
import type { MappedField } from '../field-map/types.ts';

interface Store {
  readonly loaded: LoadedConfig;
  readonly fields: EffectiveMap;
}

type FieldsOf = (loaded: LoadedConfig) => EffectiveMap;

/** A file under `crm.sharedWith`: its position there and where it lies. */
interface Named {
  readonly index: number;
  readonly text: string;
  readonly path: string;
}

/**
 * Reads what other stores of the same CRM account are configured to do, and refuses what two of them would write into one
 * field. `fieldsOf` makes a map from a configuration and throws ConfigError. Throws ConfigError with everything found.
 */
export function requireNoOtherWriter(own: Store, cwd: string, fieldsOf: FieldsOf): void {
  const problems = othersOf(own.loaded).flatMap((named) => problemsWith(own, named, cwd, fieldsOf));
  if (problems.length > 0) throw new ConfigError(inOrder(problems));
}

/** The files that are named, without this one: a list in a common base names all stores. */
function othersOf({ data, file, folder }: LoadedConfig): Named[] {
  const named = data.crm.sharedWith.map((text, index) => ({ index, text, path: resolve(folder, text) }));
  return named.filter(({ path }, _, all) => all.length === 1 || !isSame(path, file));
}

function isSame(path: string, file: string | null): boolean {
  return file !== null && existsSync(path) && realpathSync(path) === realpathSync(file);
}

function problemsWith(own: Store, named: Named, cwd: string, fieldsOf: FieldsOf): ConfigProblem[] {
  const { index, text, path } = named;
  const at = ['crm', 'sharedWith', index];
  const refuse = (found: string, allowed: string, remedy: string) => [
    own.loaded.problemAt(at, { found: `"${text}"${found}`, allowed, remedy }),
  ];
  const one = "another store's configuration, relative to this file";
  if (isAbsolute(text)) return refuse('', one, 'Write it relative, so that it holds on every machine.');
  if (!existsSync(path)) return refuse(', which does not exist', one, 'Mend the path, or remove the line.');
  if (isSame(path, own.loaded.file)) return refuse(', which is this file itself', one, 'Name the other one.');
  const other = load(path, cwd, fieldsOf);
  if (other instanceof ConfigError) {
    const [first] = other.problems;
    const wrong = `, which is wrong itself (${first?.where}: found ${first?.found})`;
    return refuse(
      wrong,
      'a configuration that loads',
      'Mend that file; "samestory config" beside it says what is wrong.',
    );
  }
  const { shop } = other.loaded.data.store;
  if (shop !== undefined && shop === own.loaded.data.store.shop) {
    const same = `, which is about the same store ${shop}: two writers for every field`;
    return refuse(same, 'one configuration for one store', 'Keep one of the two, or mend store.shop in the wrong one.');
  }
  if (!othersOf(other.loaded).some((back) => isSame(back.path, own.loaded.file))) {
    const missing = ', which does not name this file, so that it would not see what both write';
    const remedy = `Write "${relative(other.loaded.folder, own.loaded.file ?? cwd)}" under crm.sharedWith there.`;
    return refuse(missing, 'files that name each other', remedy);
  }
  if (!writes(own.loaded) || !writes(other.loaded)) return [];
  const { oneLedger } = own.loaded.data.crm;
  if (oneLedger !== other.loaded.data.crm.oneLedger) {
    const found = `, where crm.oneLedger is ${!oneLedger} and here ${oneLedger}: stores share a ledger or each has its own`;
    return refuse(found, 'the same in every store of the account', 'Say crm.oneLedger in both files, best in a base.');
  }
  if (!oneLedger) return conflicts(own, other, named);
  const differing = differences(own, other);
  if (differing.length === 0) return [];
  const found = `, which says otherwise of ${differing.join(', ')}: what one store writes of a buyer the other would write anew`;
  return refuse(
    found,
    'one field map and one set of identity rules for stores of one ledger',
    'Put them into a base that both files extend.',
  );
}

/** What two stores of one ledger do not agree on: canonical names of fields, and 'identity'. */
function differences(own: Store, other: Store): string[] {
  const [mine, theirs] = [own, other].map(
    ({ fields }) => new Map(fields.crm.fields.map((field) => [field.name, field])),
  );
  const names = new Set([...(mine?.keys() ?? []), ...(theirs?.keys() ?? [])]);
  const fields = [...names].filter((name) => !isDeepStrictEqual(bare(mine?.get(name)), bare(theirs?.get(name))));
  const same = isDeepStrictEqual(own.loaded.data.identity, other.loaded.data.identity);
  return [...fields, ...(same ? [] : ['identity'])];
}

/** A field as data: computed ones are functions, which are as old as their revision. */
function bare(field: MappedField | undefined): unknown {
  return field === undefined ? null : JSON.parse(JSON.stringify(field));
}

/** The other store's configuration by itself: nothing of this store's environment counts for it. */
function load(path: string, cwd: string, fieldsOf: FieldsOf): Store | ConfigError {
  try {
    const loaded = loadConfig({ SAMESTORY_CONFIG: path }, cwd);
    return { loaded, fields: fieldsOf(loaded) };
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

function writes({ data }: LoadedConfig): boolean {
  return data.rhythm !== 'export' && patterns[data.pattern].cannotStart === null;
}

function conflicts(own: Store, other: Store, { index, text }: Named): ConfigProblem[] {
  const placeOf = (field: string) => placeOfField(other.loaded, field) ?? text;
  return sharedAccountProblems(own.fields, { map: other.fields, placeOf }, hubSpotBook).map((problem) => {
    const { field, path, found, ...said } = problem;
    if (field !== null && placeOfField(own.loaded, field) !== null)
      return own.loaded.problemAt(path, { found, ...said });
    // What nobody wrote has no line: the one that names the other store is shown.
    const about = field === null ? found : `${field} at ${found}`;
    return own.loaded.problemAt(['crm', 'sharedWith', index], { found: `"${text}" and ${about}`, ...said });
  });
}

/** Where a file says something of a field; null = nowhere. */
function placeOfField({ values }: LoadedConfig, field: string): string | null {
  const said = values.find(({ setting, from }) => setting.startsWith(`fields.${field}.`) && from.type === 'file');
  return said === undefined || said.from.type === 'default' ? null : placeText(said.from);
}
