import type { ConfigProblem } from '../problems.ts';
import { pathText, placeText, type Tree } from './tree.ts';

interface Shape {
  readonly what: string;
  readonly pattern: RegExp;
  /** The variable that takes such a value; null = depends on what it is for. */
  readonly variable: string | null;
}

/** Addresses of webhooks are in no variable of ours. */
const ownName = 'a name of yours, for instance OPS_WEBHOOK, and write "webhook: $OPS_WEBHOOK" here';

const shapes: readonly Shape[] = [
  { what: 'a Shopify access token', pattern: /\bshp(?:at|ca|pa|ua|rt)_[\w-]{8,}/, variable: 'SHOPIFY_ACCESS_TOKEN' },
  { what: 'a Shopify client secret', pattern: /\bshpss_[\w-]{8,}/, variable: 'SHOPIFY_CLIENT_SECRET' },
  { what: 'a HubSpot token', pattern: /\bpat-[a-z]{2}\d?-[\w-]{8,}/, variable: 'HUBSPOT_TOKEN' },
  {
    what: 'an address with a password in it',
    pattern: /\bsmtps?:\/\/[^\s/@:]*:[^\s/@]+@/i,
    variable: 'SAMESTORY_SMTP_URL',
  },
  {
    what: 'an address with a password in it',
    pattern: /\bpostgres(?:ql)?:\/\/[^\s/@:]*:[^\s/@]+@/i,
    variable: 'DATABASE_URL',
  },
  { what: 'an address with a password in it', pattern: /\b[a-z][a-z\d+.-]*:\/\/[^\s/@:]*:[^\s/@]+@/i, variable: null },
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY/, variable: null },
  { what: 'a signed token', pattern: /\beyJ[\w-]{8,}\.[\w-]{8,}/, variable: null },
  {
    what: 'an access key',
    pattern: /\b(?:xox[abps]-[\w-]{8,}|gh[pousr]_\w{16,}|AKIA[0-9A-Z]{16}|[sr]k_(?:live|test)_\w{8,})/,
    variable: null,
  },
  {
    what: 'the address of a webhook that works without any other credential',
    pattern:
      /https:\/\/(?:hooks\.slack\.com\/(?:services|workflows|triggers)\/|hooks\.zapier\.com\/|hook\.(?:\w+\.)?make\.com\/|(?:canary\.|ptb\.)?discord(?:app)?\.com\/api\/webhooks\/|[\w-]+\.webhook\.office\.com\/)\S+/,
    variable: ownName,
  },
  {
    what: 'an address with a key in it',
    pattern: /\bhttps?:\/\/\S+[?&](?:[a-z]+[_-]?)?(?:token|key|secret|sig|signature|password)=[^&\s"']+/i,
    variable: ownName,
  },
];

/** Letters and digits without a word in them, as platforms make them up. */
const random = /^(?=(?:.*\d){4})(?=(?:.*[A-Za-z]){4})[A-Za-z\d+/=_-]{32,}$/;

const secretName =
  /^(?:.*[_-])?(?:token|secret|password|passwd|passphrase|api[_-]?key|access[_-]?key|private[_-]?key|secret[_-]?key|credentials?|smtp[_-]?url|database[_-]?url)$/;

const variableByName: readonly (readonly [RegExp, string])[] = [
  [/hubspot/, 'HUBSPOT_TOKEN'],
  [/client[_-]?secret/, 'SHOPIFY_CLIENT_SECRET'],
  [/webhook[_-]?secret/, 'SHOPIFY_WEBHOOK_SECRET'],
  [/access[_-]?token|shopify|store/, 'SHOPIFY_ACCESS_TOKEN'],
  [/crm/, 'HUBSPOT_TOKEN'],
  [/smtp|mail/, 'SAMESTORY_SMTP_URL'],
  [/database|postgres/, 'DATABASE_URL'],
];

/** Whether a text must not be repeated in a message. */
export function looksSecret(text: string): boolean {
  return random.test(text.trim()) || shapes.some(({ pattern }) => pattern.test(text));
}

/** Whether a setting of this name would hold a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(dashed(name));
}

/** 'clientSecret' as 'client_secret'. */
function dashed(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();
}

/** Secrets in the text of a file, comments included: a comment is read, copied and committed like the rest. */
export function secretsInText(file: string, text: string): ConfigProblem[] {
  return text.split('\n').flatMap((line, index) => {
    const shape = shapes.find(({ pattern }) => pattern.test(line));
    return shape === undefined ? [] : [refusal(`${file}, line ${index + 1}`, shape.what, shape.variable)];
  });
}

/** Settings that are named like a secret, or whose value is made up like one. */
export function secretsInTree(tree: Tree, path: readonly (string | number)[] = []): ConfigProblem[] {
  if (tree.kind === 'map') {
    return [...tree.entries].flatMap(([name, entry]) => {
      const inside = [...path, name];
      const value = entry.tree;
      const where = `${placeText(entry.named)}, ${pathText(inside)}`;
      if (value.kind !== 'scalar' || !isSecretName(name)) return secretsInTree(value, inside);
      return [refusal(where, 'a setting for a secret', variableFor(inside))];
    });
  }
  if (tree.kind === 'list') return tree.items.flatMap((item, index) => secretsInTree(item, [...path, index]));
  // A client ID looks like a key and is none: it is part of addresses that everybody sees.
  const isPublic = path.at(-1) === 'clientId';
  if (isPublic || typeof tree.value !== 'string' || !random.test(tree.value.trim())) return [];
  return [refusal(`${placeText(tree.place)}, ${pathText(path)}`, 'what looks like a token or a key', null)];
}

function variableFor(path: readonly (string | number)[]): string | null {
  const text = dashed(path.join('_'));
  return variableByName.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/** A secret at a place, which is told without being repeated. */
export function refusal(where: string, found: string, variable: string | null): ConfigProblem {
  const target =
    variable === null ? 'a variable of the environment or a line of .env' : `the environment or .env, as ${variable}`;
  return {
    where,
    found: `${found} (not shown)`,
    allowed: 'no secrets in this file: it is read, copied and committed',
    remedy: `Move it to ${target}, and renew it if this file has been shared.`,
  };
}
