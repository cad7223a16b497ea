import type { Command } from 'commander';
import { variables } from '../config/variables.ts';
import { wrapped } from './table.ts';

/** What each exit code means, for people and scripts. */
export const exitCodeMeanings: readonly (readonly [string, string])[] = [
  ['0', 'done; with status, backfill and demo: both sides agree'],
  ['1', 'something unexpected'],
  ['2', 'wrong use or configuration'],
  ['3', 'something needs a person, or both sides do not agree'],
  ['4', 'a credential or a connection failed'],
  ['5', 'the folder, the CRM account or the ledger is held by another process'],
  ['130', 'stopped by Ctrl-C before it was done'],
];

/** All commands, by the occasion on which somebody needs them. */
export const occasions: readonly { readonly title: string; readonly names: readonly string[] }[] = [
  { title: 'Before anything else', names: ['advise', 'patterns'] },
  { title: 'See it work, without any account', names: ['try', 'demo', 'pressure-test', 'simulator'] },
  {
    title: 'Once',
    names: ['init', 'config', 'fields', 'connect', 'setup', 'checklist', 'sync', 'identity', 'backfill'],
  },
  { title: 'Every day', names: ['start', 'status', 'review', 'plan', 'explain', 'alerts', 'coverage'] },
  { title: 'When something must stop', names: ['pause', 'resume'] },
  { title: 'When the ledger is lost, or moves', names: ['dump', 'restore', 'rebuild'] },
  { title: 'When a person asks for their data, or to be forgotten', names: ['person', 'erase'] },
  {
    title: 'Files: for reading, for the archive, for a CRM that only feeds reports',
    names: ['export', 'report', 'compare'],
  },
];

/** `help` shows the everyday commands; `help all` the rest, by occasion, with settings and exit codes. */
export function registerHelp(program: Command): void {
  program.helpCommand(false);
  program
    .command('help', { hidden: true })
    .argument('[command]', 'a command, or "all"')
    .description('help for a command; "help all" shows everything')
    .action((topic: string | undefined) => {
      if (topic === 'all') process.stdout.write(allHelp(program));
      else if (topic === undefined) program.outputHelp();
      else commandNamed(program, topic).outputHelp();
    });
  program.addHelpText('after', '\nMore: samestory help all');
}

function commandNamed(program: Command, name: string): Command {
  const command = program.commands.find((candidate) => candidate.name() === name);
  return command ?? program.error(`error: unknown command '${name}'. See samestory help all`);
}

function allHelp(program: Command): string {
  const width = Math.max(60, process.stdout.columns || 100);
  const commands = (names: readonly string[]) =>
    names.flatMap((name) => {
      const command = program.commands.find((candidate) => candidate.name() === name);
      if (command === undefined) return [];
      const usage = `samestory ${name} ${command.usage()}`;
      return [`  ${usage}`, ...wrapped(command.description(), width, '      ')];
    });
  const settings = Object.values(variables).flatMap((entry) => [
    `  ${entry.name}`,
    ...wrapped(`${entry.meaning}. Allowed: ${entry.allowed}.`, width, '      '),
  ]);
  return [
    ...occasions.flatMap(({ title, names }) => [title, ...commands(names), '']),
    'Settings: environment variables, or lines of a .env file in the working folder',
    ...settings,
    '',
    'Exit codes',
    ...exitCodeMeanings.map(([code, meaning]) => `  ${code}  ${meaning}`),
    '',
    'With --json a command prints one JSON document on stdout and everything else on stderr.',
    'NO_COLOR=1 switches colours off; SAMESTORY_DEBUG=1 shows what happens inside.',
    '',
  ].join('\n');
}
