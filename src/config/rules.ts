import { resolve } from 'node:path';
import { problemAt } from './file/check.ts';
import type { Tree } from './file/tree.ts';
import type { ConfigProblem } from './problems.ts';
import type { Config } from './schema.ts';

/** What a schema cannot say: settings that do not go together. */
export function rules(config: Config, tree: Tree, folder: string): ConfigProblem[] {
  return [
    ...sharedFolders(config, tree, folder),
    ...rhythmOfPattern(config, tree),
    ...nothingToDo(config, tree),
    ...sameDayInFiles(config, tree),
    ...layoutOfReport(config, tree),
  ];
}

/** Two exports that write versions of one name into one folder would count and remove each other's. */
function sharedFolders({ exports }: Config, tree: Tree, folder: string): ConfigProblem[] {
  const placeOf = (index: number) => `${exports[index]?.what} ${resolve(folder, exports[index]?.folder ?? '')}`;
  return exports.flatMap((plan, index) => {
    const first = exports.findIndex((_, other) => placeOf(other) === placeOf(index));
    if (first === index) return [];
    const found = `"${plan.folder}", where exports[${first}] lies already`;
    const remedy = 'Give each its own folder.';
    return [problemAt(tree, ['exports', index, 'folder'], { found, allowed: `one ${plan.what} per folder`, remedy })];
  });
}

/** A rhythm is as fast as people act: what is only read comes as files, and what support acts on comes the same day. */
function rhythmOfPattern({ pattern, rhythm }: Config, tree: Tree): ConfigProblem[] {
  if (pattern === 'reporting' && rhythm !== 'export') {
    const said = {
      found: `"${rhythm}" in the pattern reporting, where nobody acts on a change the same day`,
      allowed: 'export',
      remedy: 'Remove the line, or choose the pattern by what people do the same day.',
    };
    return [problemAt(tree, ['rhythm'], said)];
  }
  if (pattern === 'support' && (rhythm === 'daily' || rhythm === 'export')) {
    const said = {
      found: `"${rhythm}" in the pattern support, which acts on refunds and shipments the same day`,
      allowed: 'live or hourly',
      remedy: 'Write one of the two, or choose the pattern core.',
    };
    return [problemAt(tree, ['rhythm'], said)];
  }
  return [];
}

function nothingToDo({ pattern, rhythm, exports }: Config, tree: Tree): ConfigProblem[] {
  if (rhythm !== 'export' || exports.length > 0) return [];
  const reporting = pattern === 'reporting';
  const said = {
    found: reporting ? 'the pattern reporting and no exports' : '"export" and no exports',
    allowed: 'export together with at least one entry under "exports"',
    remedy: reporting
      ? 'Add an export: - what: export, folder: exports.'
      : 'Add an export, or choose another rhythm: live, hourly or daily.',
  };
  return [problemAt(tree, [reporting ? 'pattern' : 'rhythm'], said)];
}

/** Whoever acts on a field the same day would wait for the next file, and not see it in the CRM at all. */
function sameDayInFiles({ pattern, rhythm, fields }: Config, tree: Tree): ConfigProblem[] {
  if (rhythm !== 'export' || pattern === 'reporting') return [];
  return Object.entries(fields).flatMap(([name, { use }]) => {
    if (use !== 'same day') return [];
    const said = {
      found: '"same day" with "rhythm: export", which writes nothing to the CRM',
      allowed: 'periodically, or a rhythm that writes: live, hourly or daily',
      remedy: 'Write "use: periodically", or choose another rhythm.',
    };
    return [problemAt(tree, ['fields', name, 'use'], said)];
  });
}

/** A setting that has no effect is a misunderstanding; it is better told than ignored. */
function layoutOfReport({ exports }: Config, tree: Tree): ConfigProblem[] {
  return exports.flatMap(({ what }, index) => {
    const name = what === 'report' ? 'layout' : 'by';
    const list = tree.kind === 'map' ? tree.entries.get('exports')?.tree : undefined;
    const item = list?.kind === 'list' ? list.items[index] : undefined;
    if (item?.kind !== 'map' || !item.entries.has(name)) return [];
    const said = {
      found: `"${name}" in ${what === 'report' ? 'a report' : 'an export'}`,
      allowed: what === 'report' ? 'by, for a report' : 'layout, for an export',
      remedy: `Remove the line, or write "what: ${what === 'report' ? 'export' : 'report'}".`,
    };
    return [problemAt(tree, ['exports', index, name], said)];
  });
}
