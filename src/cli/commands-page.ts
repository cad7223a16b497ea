import type { Command } from 'commander';
import { variables } from '../config/variables.ts';
import { exitCodeMeanings, occasions } from './help.ts';

/** `docs/commands.md`: the same as `help all`, with every option, for reading. Made from the commands themselves. */
export function commandsPage(program: Command): string {
  const sections = occasions.flatMap(({ title, names }) => {
    const found = names.flatMap((name) => program.commands.find((command) => command.name() === name) ?? []);
    return found.length === 0 ? [] : ['', `## ${title}`, ...found.flatMap(commandLines)];
  });
  const lines = [
    '# Commands',
    '',
    'Written by `node scripts/commands-page.ts` from the commands themselves; a test compares them. In a clone, write',
    '`npm run samestory --` or `node bin/samestory.js` where this page says `samestory`.',
    ...sections,
    '',
    '## Exit codes',
    '',
    '| code | meaning |',
    '|---|---|',
    ...exitCodeMeanings.map(([code, meaning]) => `| ${code} | ${cell(meaning)} |`),
    '',
    'With `--json` a command prints one JSON document on stdout and everything else on stderr.',
    '`NO_COLOR=1` switches colours off; `SAMESTORY_DEBUG=1` shows what happens inside.',
    '',
    '## Settings',
    '',
    'Environment variables, or lines of a `.env` file in the working folder. The environment counts before the file; a line for a SAMESTORY_ name that is not here is refused.',
    '',
    '| variable | meaning | allowed |',
    '|---|---|---|',
    ...Object.values(variables).map(
      ({ name, meaning, allowed }) => `| \`${name}\` | ${cell(meaning)} | ${cell(allowed)} |`,
    ),
    '',
  ];
  return lines.join('\n');
}

function commandLines(command: Command): string[] {
  const usage = `samestory ${command.name()} ${command.usage()}`;
  const rows = [
    ...command.registeredArguments.map((argument) => [
      argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
      argument.description,
    ]),
    ...command.options.filter(({ hidden }) => !hidden).map(({ flags, description }) => [flags, description]),
  ];
  return [
    '',
    `### ${command.name()}`,
    '',
    `${sentence(command.description())}`,
    '',
    '```',
    usage,
    '```',
    ...(rows.length === 0 ? [] : ['', '| | |', '|---|---|']),
    ...rows.map(([what = '', why = '']) => `| \`${cell(what)}\` | ${cell(why)} |`),
  ];
}

function sentence(text: string): string {
  const end = text.endsWith('.') ? '' : '.';
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${end}`;
}

/** A bar would end the cell of a table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
