import { confirm, isCancel, password, text } from '@clack/prompts';
import { type Command, Option } from 'commander';
import type { ConnectCheck } from '../app/connect/check.ts';
import { checkHubSpot } from '../app/connect/check-hubspot.ts';
import { checkShopify } from '../app/connect/check-shopify.ts';
import { type Guide, hubSpotGuide, shopifyGuide } from '../app/connect/guide.ts';
import { installShopify } from '../app/connect/install-shopify.ts';
import { CommandError, type ExitCode, exitCodes } from '../app/failures.ts';
import type { Runtime } from '../app/runtime.ts';
import { loadCrm, loadStore } from '../config/connection.ts';
import { saveToEnvFile } from '../config/env-writer.ts';
import type { Environment } from '../config/reader.ts';
import { type Variable, variables } from '../config/variables.ts';
import type { FieldMap } from '../field-map/types.ts';
import { type CommandContext, runCommand, wholeNumber } from './command.ts';
import { printCheck, printGuide } from './connect-text.ts';
import type { Output } from './output.ts';

interface Options {
  readonly shop?: string;
  readonly clientId?: string;
  readonly grant: string;
  readonly expiring: boolean;
  readonly redirect?: string;
  readonly redirectPort: string;
  readonly json?: boolean;
}

interface Platform {
  readonly name: string;
  readonly guide: (map: FieldMap) => Guide;
  readonly next: string;
  /** What is asked for and saved, in this order. */
  readonly variables: (env: Environment) => readonly Variable<string>[];
  /** Something that happens between asking and checking; returns the environment with what it made. */
  prepare?(context: CommandContext, env: Environment, map: FieldMap, options: Options): Promise<Environment>;
  check(env: Environment, map: FieldMap, runtime: Runtime): Promise<ConnectCheck>;
}

/** An app of the store's admin, made before 2026, has a token instead of a client ID and a secret. */
const storeVariables = (env: Environment): readonly Variable<string>[] =>
  isSet(env, variables.accessToken)
    ? [variables.shop, variables.accessToken]
    : [
        ...[variables.shop, variables.clientId, variables.clientSecret],
        ...(isSet(env, variables.tokenFile) ? [variables.tokenFile] : []),
      ];

function isSet(env: Environment, { name }: Variable<string>): boolean {
  return (env[name] ?? '').trim() !== '';
}

/** The authorization code grant: the merchant approves in a browser, and the tokens go into a file. */
async function install(
  { output, runtime }: CommandContext,
  env: Environment,
  map: FieldMap,
  { grant, expiring, redirect, redirectPort }: Options,
): Promise<Environment> {
  if (grant !== 'code') return env;
  const tokenFile = isSet(env, variables.tokenFile) ? (env[variables.tokenFile.name] ?? '') : '.shopify-token.json';
  const known = { ...env, [variables.tokenFile.name]: tokenFile };
  const { shop, url, credential } = loadStore(known);
  if (credential.type !== 'code grant') throw new CommandError('--grant code needs no access token.', exitCodes.usage);
  const port = wholeNumber('--redirect-port', redirectPort, 0);
  const place = { ...credential, shop, url, map, expiring, port, redirect: redirect ?? null };
  await installShopify(place, runtime, (address) => {
    output.aside('Open this address in a browser in which you are signed in to the store, and approve:');
    output.aside(address);
  });
  return known;
}

const platforms: Readonly<Record<string, Platform>> = {
  shopify: {
    name: 'Shopify',
    guide: shopifyGuide,
    next: 'samestory connect hubspot',
    variables: storeVariables,
    prepare: install,
    check: (env, map, runtime) => checkShopify(loadStore(env), map, runtime),
  },
  hubspot: {
    name: 'HubSpot',
    guide: () => hubSpotGuide,
    next: "samestory setup, then samestory sync with one order: samestory sync '#1001'",
    variables: () => [variables.hubspotToken],
    check: (env, _map, runtime) => checkHubSpot(loadCrm(env), runtime),
  },
};

export function registerConnect(program: Command): void {
  program
    .command('connect', { hidden: true })
    .description('sign in to a platform: where to click, which scopes, and a check that names what is wrong')
    .argument('<platform>', 'shopify or hubspot')
    .option('--shop <name>', 'shopify: the name before .myshopify.com (or SHOPIFY_SHOP)')
    .option('--client-id <id>', "shopify: the app's client ID (or SHOPIFY_CLIENT_ID)")
    .addOption(
      new Option('--grant <kind>', 'shopify: how the app gets in; code = installed through a link, for agencies')
        .choices(['client-credentials', 'code'])
        .default('client-credentials'),
    )
    .option('--no-expiring', 'with --grant code: one token that lives until the app is uninstalled')
    .option('--redirect <address>', 'with --grant code: public address that leads to the port below')
    .option('--redirect-port <n>', 'with --grant code: port on 127.0.0.1 for the way back', '4302')
    .option('--json', 'print one JSON document; secrets come from SHOPIFY_CLIENT_SECRET or HUBSPOT_TOKEN')
    .action((name: string, options: Options) =>
      runCommand(options, async (context) => {
        const platform = platforms[name.toLowerCase()];
        if (platform !== undefined) return connect(context, platform, options);
        throw new CommandError(`connect takes shopify or hubspot; found "${name}".`, exitCodes.usage);
      }),
    );
}

async function connect(context: CommandContext, platform: Platform, options: Options): Promise<ExitCode> {
  const { output } = context;
  const asks = process.stdin.isTTY === true && output.attended && !output.json;
  const { fields, env: configured } = context.configuration();
  // Periodic fields are read as well: for the files.
  const map = fields.files;
  const guide = platform.guide(map);
  let env: Environment = {
    ...configured,
    ...(options.shop === undefined ? {} : { [variables.shop.name]: options.shop }),
    ...(options.clientId === undefined ? {} : { [variables.clientId.name]: options.clientId }),
  };
  printGuide(output, platform.name, guide);
  for (;;) {
    if (asks) env = await askFor(platform.variables(env), env);
    env = (await platform.prepare?.(context, env, map, options)) ?? env;
    const check = await platform.check(env, map, context.runtime);
    printCheck(output, check, guide);
    if (check.ok) return save(output, platform, env, check);
    if (asks && (await isYes('Try again?'))) continue;
    output.document({ ...check, saved: null });
    return exitCodes.connection;
  }
}

/** Asks for every value; what is known already is offered, and secrets are not shown. */
async function askFor(entries: readonly Variable<string>[], env: Environment): Promise<Environment> {
  const answers: Record<string, string> = {};
  for (const { name, secret, meaning, remedy, schema } of entries) {
    const known = (env[name] ?? '').trim();
    const message = `${name}: ${meaning}${secret && known !== '' ? ' (empty keeps the one that is set)' : ''}`;
    const validate = (value: string | undefined) =>
      schema.safeParse(value?.trim() || known).success ? undefined : remedy;
    const answer = secret
      ? await password({ message, validate, output: process.stderr })
      : await text({ message, validate, output: process.stderr, ...(known === '' ? {} : { initialValue: known }) });
    if (isCancel(answer)) throw new CommandError('Stopped: nothing was saved.', exitCodes.usage);
    answers[name] = answer?.trim() || known;
  }
  return { ...env, ...answers };
}

async function isYes(message: string): Promise<boolean> {
  const answer = await confirm({ message, output: process.stderr });
  return !isCancel(answer) && answer;
}

async function save(output: Output, platform: Platform, env: Environment, check: ConnectCheck): Promise<ExitCode> {
  const values: Record<string, string> = {};
  for (const { name, schema } of platform.variables(env)) values[name] = schema.parse(env[name]?.trim() ?? '');
  const { path, changed } = await saveToEnvFile(process.cwd(), values);
  output.line();
  const names = Object.keys(values).join(', ');
  output.line(changed ? `Saved ${names} in ${path}, which only you can read.` : `${path} had it all already.`);
  for (const name of overruled(values)) {
    output.line(output.paint.warn(`${name} is set in the environment too, and that one counts: take it away there.`));
  }
  output.line(`Next: ${platform.next}`);
  output.document({ ...check, saved: { path, variables: Object.keys(values), changed } });
  return exitCodes.ok;
}

/** Variables whose other value in the environment would win over the file. */
function overruled(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const set = process.env[name]?.trim();
    return set === undefined || set === '' || set === value ? [] : [name];
  });
}
