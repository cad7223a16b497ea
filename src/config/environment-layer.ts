import { looksSecret } from './file/secrets.ts';
import type { Entry, Place, Tree } from './file/tree.ts';
import { ConfigError } from './problems.ts';
import type { Environment } from './reader.ts';
import { type Variable, variables } from './variables.ts';

/**
 * What the environment says of settings that the file has too: it counts before the file. A value that is wrong is left to
 * whoever needs it, so that a command which reads only files does not fail for a store's name.
 */
export function environmentLayer(env: Environment): Tree {
  const store = mapOf([
    ['shop', settingOf(env, variables.shop)],
    ['clientId', settingOf(env, variables.clientId)],
  ]);
  return (
    mapOf([
      ['store', store],
      ['responsible', responsibleOf(env)],
    ]) ?? nothing
  );
}

const nowhere: Place = { type: 'environment', variable: 'the environment' };
const nothing: Tree = { kind: 'map', place: nowhere, entries: new Map() };

function settingOf(env: Environment, { name, schema }: Variable<string>): Tree | null {
  const text = env[name]?.trim() ?? '';
  return text !== '' && schema.safeParse(text).success ? scalar(name, text) : null;
}

function scalar(variable: string, value: string): Tree {
  return { kind: 'scalar', place: { type: 'environment', variable }, value };
}

/**
 * 'Jane Doe <jane@example.com>' or 'Jane Doe <https://example.com/hook>'. The address is checked with the file's; a text
 * without a name and brackets is refused here, where it can be said as it was written.
 */
function responsibleOf(env: Environment): Tree | null {
  const { name: variable, allowed, remedy } = variables.responsible;
  const text = env[variable]?.trim() ?? '';
  if (text === '') return null;
  const [, name = '', address = ''] = /^(.*?)\s*<([^<>]*)>$/.exec(text) ?? [];
  if (name === '') {
    const found = looksSecret(text) ? 'a value that is not shown' : JSON.stringify(text);
    throw new ConfigError([{ where: variable, found, allowed, remedy }]);
  }
  const way = /^(?:https?:|\$)/.test(address) ? 'webhook' : 'email';
  // The other way to reach somebody was the other person's: it goes with the name.
  const other = way === 'email' ? 'webhook' : 'email';
  const gone: Tree = { kind: 'scalar', place: { type: 'environment', variable }, value: null };
  return mapOf([
    ['name', scalar(variable, name)],
    [way, scalar(variable, address)],
    [other, gone],
  ]);
}

function mapOf(entries: readonly (readonly [string, Tree | null])[]): Tree | null {
  const found = entries.flatMap(([name, tree]): [string, Entry][] =>
    tree === null ? [] : [[name, { named: tree.place, tree }]],
  );
  const place = found[0]?.[1].named;
  return place === undefined ? null : { kind: 'map', place, entries: new Map(found) };
}
