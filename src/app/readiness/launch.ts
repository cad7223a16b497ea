import { relative, resolve } from 'node:path';
import { versionsIn } from '../../export/versions.ts';
import { coreFieldMap } from '../../field-map/core.ts';
import { type Checklist, judgeLaunch, type LaunchAnswers } from '../../readiness/checklist/checklist.ts';
import type { Configuration } from '../configuration.ts';
import { exportStem } from '../exports/export.ts';
import type { LaunchState } from './launch-state.ts';

/** Judges the checklist; `state` = null where the accounts could not be asked or are not set up. */
export async function launchChecklist(
  configuration: Configuration,
  state: LaunchState | null,
  answered: LaunchAnswers = {},
): Promise<Checklist> {
  const { data, map, folder } = configuration;
  const { history, sameDay, backup } = data.launch;
  const said = { history, 'same-day': sameDay, export: backup };
  const answers: LaunchAnswers = { ...withoutGaps(said), ...withoutGaps(answered) };
  const core = new Set(coreFieldMap.fields.map(({ name }) => name));
  return judgeLaunch({
    fields: map.fields
      .filter(({ name }) => state === null || state.fields.includes(name))
      .map(({ name, owner, fill }) => ({ name, owner, once: fill === 'once', core: core.has(name) })),
    keyed: state !== null,
    identityRule:
      'the Shopify customer id decides; guests join by e-mail; whoever is unclear waits for a person (samestory identity, docs/architecture.md)',
    responsible: data.responsible === undefined ? null : data.responsible.name,
    historySince: data.history.cutoff ?? null,
    broughtSince: state?.broughtSince ?? null,
    sameDayUse: sameDayUse(configuration),
    backup: await backupOf(configuration, folder, answers.export),
    crowded: state?.crowded ?? null,
    answers,
  });
}

function withoutGaps(answers: Readonly<Record<string, string | undefined>>): LaunchAnswers {
  return Object.fromEntries(Object.entries(answers).filter(([, text]) => text !== undefined));
}

/** People who are named in the map as acting on a field the same day. */
function sameDayUse({ data, map }: Configuration): string | null {
  if (data.rhythm === 'export') return null;
  const named = map.fields.filter(({ use, usedBy }) => usedBy !== undefined && use !== 'periodically');
  const users = [...Map.groupBy(named, ({ usedBy }) => usedBy ?? '')];
  if (users.length === 0) return null;
  return users.map(([user, fields]) => `${user}: ${fields.map(({ name }) => name).join(', ')}`).join('; ');
}

async function backupOf(
  { data }: Configuration,
  folder: string,
  named: string | undefined,
): Promise<{ readonly from: 'configuration' | 'a person'; readonly text: string } | null> {
  const [plan] = data.exports.filter(({ what }) => what === 'export');
  if (plan !== undefined) {
    const last = await newest(resolve(folder, plan.folder));
    return { from: 'configuration', text: `${plan.rhythm}, in ${plan.folder}; ${last ?? 'none written yet'}` };
  }
  if (named === undefined) return null;
  const place = resolve(folder, named.trim());
  const last = await newest(place);
  return last === null ? null : { from: 'a person', text: `in ${relative(folder, place) || '.'}; ${last}` };
}

/** The newest finished export in a folder, in words. */
async function newest(folder: string): Promise<string | null> {
  const versions = await versionsIn(folder, exportStem).catch(() => []);
  const last = versions.at(-1);
  return last === undefined ? null : `the last as of ${last.asOf.toISOString().slice(0, 10)}`;
}
