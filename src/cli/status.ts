import type { Command } from 'commander';
import type { StatusDocument } from '../app/documents.ts';
import { exitCodes } from '../app/failures.ts';
import { withAnswers } from '../app/with-answers.ts';
import { printAlerts } from './alerts-text.ts';
import { printAttribution, printBalance, printMoney } from './balance-text.ts';
import { runCommand } from './command.ts';
import type { Output } from './output.ts';
import { createProgress } from './progress.ts';
import { grouped, wrapped } from './table.ts';

interface Options {
  readonly json?: boolean;
  readonly full?: boolean;
}

export function registerStatus(program: Command): void {
  program
    .command('status')
    .description('whether both sides agree, and what needs a person')
    .option('--full', 'read both platforms and compare every record and amount')
    .option('--json', 'print one JSON document')
    .action((options: Options) =>
      runCommand(options, async ({ output, configuration, runtime }) => {
        const view = createProgress(output);
        const full = options.full === true;
        const status = await withAnswers(configuration(), runtime, (answers) =>
          answers.status({ full, onProgress: view.onProgress }),
        ).finally(view.end);
        printStatus(output, status);
        output.document(status);
        return status.ok ? exitCodes.ok : exitCodes.needsYou;
      }),
    );
}

function printStatus(output: Output, status: StatusDocument): void {
  const { paint } = output;
  output.line(status.ok ? paint.good('All is well.') : paint.warn('Something needs you.'));
  output.line();
  printStops(output, status);
  printBalance(output, status.balance);
  output.line();
  printMoney(output, status.balance.money);
  if (status.balance.money.length > 0) output.line();
  printAttribution(output, status.balance);
  printLag(output, status);
  printAlerts(output, status.alerts);
  printNeedsYou(output, status);
  printIdentity(output, status);
  output.line();
  printCredentials(output, status);
}

/** What keeps us from writing, and what would be written. */
function printStops(output: Output, { paused, shadow }: StatusDocument): void {
  if (paused !== null) {
    const who = paused.by === 'brake' ? 'the brake' : paused.by;
    const text = `Paused since ${time(paused.since)} by ${who}: ${paused.reason}`;
    for (const line of wrapped(text, output.width)) output.line(output.paint.warn(line));
  }
  if (shadow.on || shadow.would.length > 0) {
    const parts = shadow.would.map(
      ({ act, records, object }) => `${act} ${grouped(records)} ${object}${records === 1 ? '' : 's'}`,
    );
    const would = parts.length === 0 ? 'would write nothing so far' : `would ${parts.join(', ')}`;
    const mode = shadow.on ? 'In shadow, nothing is written' : 'Planned in shadow and not written yet';
    for (const line of wrapped(`${mode}: ${would}.`, output.width)) output.line(line);
  }
  if (paused !== null || shadow.on || shadow.would.length > 0) output.line();
}

function printBackup({ line, paint }: Output, backup: StatusDocument['backup']): void {
  if (backup === null) return;
  const { last } = backup;
  if (last === null || last.at === null) line('Backup:   none yet, a service that runs makes one every night');
  else line(`Backup:   of ${time(last.at)}, ${last.file}`);
  if (last?.failure != null) line(paint.warn(`          failed at ${time(last.failure.at)}: ${last.failure.reason}`));
}

function printLag(output: Output, { lag, lane, webhooks, backup }: StatusDocument): void {
  const next = lag.nextAt === null ? '' : `, the next at ${time(lag.nextAt)}`;
  output.line(`Changes:  ${grouped(lag.ready)} to work now, ${grouped(lag.later)} later${next}`);
  output.line(`Lane:     ${lane.holder === null ? 'nobody works: run samestory start' : `held by ${lane.holder}`}`);
  const last = webhooks.lastAt === null ? 'none yet' : `the last at ${time(webhooks.lastAt)}`;
  const counts = `${grouped(webhooks.received)} received (${last}), ${grouped(webhooks.unknown)} of unknown topics, ${grouped(webhooks.problems)} not understood`;
  printBackup(output, backup);
  output.line(`Webhooks: ${webhooks.address === null ? 'off, polling' : counts}`);
}

function time(moment: string): string {
  return `${moment.slice(0, 19).replace('T', ' ')} UTC`;
}

function printNeedsYou(output: Output, { needsYou }: StatusDocument): void {
  if (needsYou.length === 0) return;
  output.line();
  output.line(output.paint.bold('Needs you'));
  for (const entry of needsYou) {
    const what = `${entry.key.kind} ${entry.key.id}${entry.field === null ? '' : `, ${entry.field}`}`;
    output.line(output.paint.warn(`${what} (${entry.code}, since ${time(entry.since)}, ${entry.attempts} attempts)`));
    for (const line of wrapped(entry.message, output.width, '  ')) output.line(line);
  }
}

/** What waits for somebody to accept it, and whom the CRM has more than once. */
function printIdentity(output: Output, { versions, doubled }: StatusDocument): void {
  const print = (text: string, indent = '') => {
    for (const line of wrapped(text, output.width, indent)) output.line(output.paint.warn(line));
  };
  if (versions.pending !== null) {
    const { fields, rules } = versions.pending;
    const what = [
      ...(fields.length === 0 ? [] : [`fields ${fields.join(', ')}`]),
      ...(rules ? ['identity rules'] : []),
    ];
    output.line();
    print(
      `A changed configuration waits (${what.join('; ') || 'another version'}): nothing of it is written. Look at: samestory plan`,
    );
  }
  if (doubled.buyers === 0) return;
  output.line();
  const [who, have] = doubled.buyers === 1 ? ['buyer', 'has'] : ['buyers', 'have'];
  print(`${grouped(doubled.buyers)} ${who} of the store ${have} more than one contact in the CRM:`);
  for (const { id, who: name, contacts } of doubled.examples) {
    print(`${id}: ${name}`, '  ');
    for (const url of contacts) output.line(`    ${output.paint.dim(url)}`);
  }
  print('First narrow what is synced, so that no more come: samestory fields, samestory identity rules.');
  print('Then merge them: samestory review names them and says which contacts to merge in the CRM.');
}

function printCredentials(output: Output, { store, crm, versions }: StatusDocument): void {
  const { paint, width } = output;
  output.line(paint.bold('Accounts'));
  output.line(`Store: ${store.name} (${store.domain}), ${store.currency}, ${store.timeZone}`);
  output.line(`CRM:   ${crm.name} (${crm.destination}, ${crm.accountType})`);
  printScopes(output, 'Shopify scopes', store.scopes.needed, store.scopes.missing);
  printScopes(output, 'CRM scopes', crm.scopes.needed, crm.scopes.missing);
  const more = store.scopes.granted.filter((scope) => !store.scopes.needed.includes(scope));
  if (more.length > 0)
    for (const line of wrapped(`Also granted by Shopify: ${more.join(' ')}`, width)) output.line(line);
  for (const warning of [...store.warnings, ...crm.warnings]) {
    for (const line of wrapped(warning, width)) output.line(paint.warn(line));
  }
  if (crm.omittedFields.length > 0) {
    for (const line of wrapped(`No room in the CRM for: ${crm.omittedFields.join(', ')}`, width)) output.line(line);
  }
  const { requested, served } = versions.shopifyApi;
  output.line(
    `samestory ${versions.samestory}, Node ${versions.node}, Shopify API ${requested}${served === null || served === requested ? '' : ` (served ${served})`}, fields ${versions.fieldMap}`,
  );
}

function printScopes(
  { paint, width, line }: Output,
  what: string,
  needed: readonly string[],
  missing: readonly string[],
): void {
  const granted = needed.filter((scope) => !missing.includes(scope));
  for (const text of wrapped(`${what}, needed and granted: ${granted.join(' ') || 'none'}`, width)) line(text);
  if (missing.length === 0) return;
  for (const text of wrapped(`${what}, missing: ${missing.join(' ')}`, width)) line(paint.bad(text));
}
