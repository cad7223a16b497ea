import type { Command } from 'commander';
import type { Configuration } from '../app/configuration.ts';
import { exitCodes } from '../app/failures.ts';
import { placeText } from '../config/file/tree.ts';
import { configJsonSchema } from '../config/json-schema.ts';
import { configFileName, type EffectiveValue } from '../config/load.ts';
import { EnvironmentReader } from '../config/reader.ts';
import { variables } from '../config/variables.ts';
import { runCommand } from './command.ts';
import type { Output } from './output.ts';
import { tableLines } from './table.ts';

interface Options {
  readonly schema?: boolean;
  readonly json?: boolean;
}

/** A variable that counts; of a secret only that it is there. */
interface ShownVariable {
  readonly name: string;
  readonly value: string;
}

export function registerConfig(program: Command): void {
  program
    .command('config', { hidden: true })
    .description(
      'the configuration as it counts, and where each value comes from: file and line, base, environment, default',
    )
    .option('--schema', 'print the JSON schema of samestory.yaml, for editors')
    .option('--json', 'print one JSON document')
    .action((options: Options) =>
      runCommand({ json: options.json === true || options.schema === true }, async ({ output, configuration, env }) => {
        if (options.schema === true) {
          output.document(configJsonSchema());
          return exitCodes.ok;
        }
        const found = configuration();
        const said = variablesIn(env);
        print(output, found, said);
        output.document(documentOf(found, said));
        return exitCodes.ok;
      }),
    );
}

function variablesIn(env: Configuration['env']): ShownVariable[] {
  const reader = new EnvironmentReader(env);
  return Object.values(variables).flatMap((entry) => {
    if (!reader.has(entry)) return [];
    return [{ name: entry.name, value: entry.secret ? 'set, not shown' : (env[entry.name]?.trim() ?? '') }];
  });
}

function fromText({ from }: EffectiveValue): string {
  return from.type === 'default' ? 'default' : placeText(from);
}

function documentOf({ file, data, values }: Configuration, environment: readonly ShownVariable[]) {
  return {
    file,
    configuration: data,
    values: values.map((value) => ({ setting: value.setting, value: value.value, from: fromText(value) })),
    environment,
  };
}

function print(output: Output, { file, values }: Configuration, environment: readonly ShownVariable[]): void {
  const { paint, width } = output;
  const left = (title: string) => ({ title, align: 'left' as const });
  output.line(paint.bold(file ?? `No ${configFileName} here: the defaults count.`));
  const rows = values.map((value) => [value.setting, String(value.value), fromText(value)]);
  for (const line of tableLines(['setting', 'value', 'from'].map(left), rows, width)) output.line(line);
  output.line();
  output.line(paint.bold('Environment and .env'));
  if (environment.length === 0) output.line('nothing is set');
  else
    for (const line of tableLines(
      ['variable', 'value'].map(left),
      environment.map(({ name, value }) => [name, value]),
      width,
    ))
      output.line(line);
}
