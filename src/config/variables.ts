import { z } from 'zod';

export interface Variable<T> {
  readonly name: string;
  /** A secret's value never appears in a message. */
  readonly secret: boolean;
  /** What it is for, in a sentence for people. */
  readonly meaning: string;
  readonly allowed: string;
  /** What to do when it is missing or wrong. */
  readonly remedy: string;
  readonly schema: z.ZodType<T, string>;
}

function variable<T>(entry: Variable<T>): Variable<T> {
  return entry;
}

/** Shopify docs: client credentials must use the shop's own *.myshopify.com name, never a custom domain. */
const shopName = z
  .string()
  .trim()
  .toLowerCase()
  .transform((text) => text.replace(/^https:\/\//, '').replace(/\/.*$/, ''))
  .transform((text) => (text.includes('.') ? text : `${text}.myshopify.com`))
  .pipe(z.string().regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/));

const secretText = z.string().trim().min(8).regex(/^\S+$/);

const httpAddress = z
  .url({ protocol: /^https?$/ })
  .trim()
  .transform((text) => text.replace(/\/+$/, ''));

const publicAddress = z
  .url({ protocol: /^https$/ })
  .trim()
  .transform((text) => text.replace(/\/+$/, ''));

/** For trying the product against a simulated store on this machine; Shopify itself delivers to https only. */
const loopbackAddress = z
  .string()
  .regex(/^http:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?\/?$/)
  .transform((text) => text.replace(/\/+$/, ''));

const portNumber = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.number().int().min(0).max(65_535));

/** Everything that the environment can say, declared once: parsing, messages and help come from here. */
export const variables = {
  shop: variable({
    name: 'SHOPIFY_SHOP',
    secret: false,
    meaning: 'the store, by its permanent name',
    allowed: 'the name before .myshopify.com, for instance "northwind" or "northwind.myshopify.com"',
    remedy: 'You find it in the Shopify admin under Settings > Domains. A custom domain does not work here.',
    schema: shopName,
  }),
  clientId: variable({
    name: 'SHOPIFY_CLIENT_ID',
    secret: false,
    meaning: 'client ID of the app that you made in the Shopify Dev Dashboard',
    allowed: 'the client ID as the Dev Dashboard shows it',
    remedy: 'Open the app in the Dev Dashboard, Settings, and copy the client ID.',
    schema: z.string().trim().min(4).regex(/^\S+$/),
  }),
  clientSecret: variable({
    name: 'SHOPIFY_CLIENT_SECRET',
    secret: true,
    meaning: 'client secret of that app; it also signs the webhooks',
    allowed: 'the client secret as the Dev Dashboard shows it',
    remedy: 'Open the app in the Dev Dashboard, Settings, and copy the secret.',
    schema: secretText,
  }),
  tokenFile: variable({
    name: 'SHOPIFY_TOKEN_FILE',
    secret: false,
    meaning:
      'file with the tokens of an app that was installed through a link (connect shopify --grant code); they change by themselves, so they are no setting',
    allowed: 'a path; only its owner may read the file',
    remedy: 'Run samestory connect shopify --grant code, which writes the file and this variable.',
    schema: z.string().trim().min(1),
  }),
  accessToken: variable({
    name: 'SHOPIFY_ACCESS_TOKEN',
    secret: true,
    meaning: 'access token of an app made in the store admin before 2026, instead of client ID and secret',
    allowed: 'an Admin API access token (shpat_…)',
    remedy: 'Give either this token or SHOPIFY_CLIENT_ID with SHOPIFY_CLIENT_SECRET, not both.',
    schema: secretText,
  }),
  webhookSecret: variable({
    name: 'SHOPIFY_WEBHOOK_SECRET',
    secret: true,
    meaning: 'API secret key of the app whose access token is used; signs the webhooks',
    allowed: 'the API secret key of that app',
    remedy: 'Open the app in the store admin, API credentials, and copy the API secret key.',
    schema: secretText,
  }),
  hubspotToken: variable({
    name: 'HUBSPOT_TOKEN',
    secret: true,
    meaning: 'service key or private app token of the HubSpot account',
    allowed: 'a service key or an access token of a private app (pat-…)',
    remedy: 'In HubSpot: Settings > Integrations > Service keys (or Private apps), create one and copy its token.',
    schema: secretText,
  }),
  databaseUrl: variable({
    name: 'DATABASE_URL',
    secret: true,
    meaning: 'PostgreSQL to keep the ledger in; without it an embedded database in SAMESTORY_HOME',
    allowed: 'postgres://user:password@host:port/database',
    remedy: 'Mend the address, or remove the variable to use the embedded database.',
    schema: z.url({ protocol: /^postgres(?:ql)?$/ }).trim(),
  }),
  home: variable({
    name: 'SAMESTORY_HOME',
    secret: false,
    meaning: 'folder of the embedded database (default ./.samestory)',
    allowed: 'a folder that this user may write',
    remedy: 'Name a folder on a local disk.',
    schema: z.string().trim().min(1),
  }),
  publicUrl: variable({
    name: 'SAMESTORY_PUBLIC_URL',
    secret: false,
    meaning:
      'address under which Shopify reaches this service; without it the product looks for changed orders every minute',
    allowed: 'an https address (http only for this machine itself)',
    remedy:
      'Give the address of your reverse proxy or tunnel, or remove the variable: everything works by polling too.',
    schema: z.union([publicAddress, loopbackAddress]),
  }),
  webhooks: variable({
    name: 'SAMESTORY_WEBHOOKS',
    secret: false,
    meaning: 'off = poll even though there is a public address',
    allowed: 'on or off',
    remedy: 'Write off, or remove the variable.',
    schema: z.enum(['on', 'off']),
  }),
  smtpUrl: variable({
    name: 'SAMESTORY_SMTP_URL',
    secret: true,
    meaning: 'mail server by which messages to people are sent',
    allowed: 'smtps://user:password@host:465 or smtp://user:password@host:587',
    remedy: 'Put special characters of user and password in percent signs (@ is %40), or remove the variable.',
    schema: z.url({ protocol: /^smtps?$/ }).trim(),
  }),
  mailFrom: variable({
    name: 'SAMESTORY_MAIL_FROM',
    secret: false,
    meaning: 'sender of those messages (default: the user of SAMESTORY_SMTP_URL, where that is an address)',
    allowed: 'an address, for instance samestory <crm@example.com>',
    remedy: 'Write an address from which the mail server may send.',
    schema: z
      .string()
      .trim()
      .regex(/^(?:[^<>@]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/),
  }),
  config: variable({
    name: 'SAMESTORY_CONFIG',
    secret: false,
    meaning: 'the configuration file (default ./samestory.yaml, where there is one)',
    allowed: 'the path of a file',
    remedy: 'Mend the path, or remove the variable.',
    schema: z.string().trim().min(1),
  }),
  responsible: variable({
    name: 'SAMESTORY_RESPONSIBLE',
    secret: false,
    meaning: 'who is told of failures; counts before name and address in the configuration file',
    allowed: 'a name and an address, for instance Jane Doe <jane@example.com>',
    remedy: 'Write the name, then the e-mail address or the https address of a webhook in angle brackets.',
    schema: z.string().trim().min(1),
  }),
  shopifyUrl: variable({
    name: 'SAMESTORY_SHOPIFY_URL',
    secret: false,
    meaning: 'another base address for the Shopify API, for instance the simulator',
    allowed: 'an http or https address',
    remedy: 'Remove the variable to talk to Shopify itself.',
    schema: httpAddress,
  }),
  hubspotUrl: variable({
    name: 'SAMESTORY_HUBSPOT_URL',
    secret: false,
    meaning: 'another base address for the HubSpot API, for instance the simulator',
    allowed: 'an http or https address',
    remedy: 'Remove the variable to talk to HubSpot itself.',
    schema: httpAddress,
  }),
  hubspotApi: variable({
    name: 'SAMESTORY_HUBSPOT_API',
    secret: false,
    meaning: 'version of the HubSpot API (default 2026-09, which enforces the property rules that admins have set)',
    allowed: '2026-09 or 2026-03',
    remedy:
      'Write 2026-03 where rules on properties stop records that the store cannot complete, or remove the variable.',
    schema: z.enum(['2026-09', '2026-03']),
  }),
  host: variable({
    name: 'SAMESTORY_HOST',
    secret: false,
    meaning: 'address to listen on for webhooks (default 127.0.0.1, for a reverse proxy on this machine)',
    allowed: 'an IP address or host name of this machine',
    remedy: 'Write 0.0.0.0 in a container, or remove the variable.',
    schema: z
      .string()
      .trim()
      .min(1)
      .regex(/^[\w.:-]+$/),
  }),
  port: variable({
    name: 'SAMESTORY_PORT',
    secret: false,
    meaning: 'port for webhooks (default 4300)',
    allowed: 'a port number; 0 takes any free one',
    remedy: 'Write a number up to 65535.',
    schema: portNumber,
  }),
  healthHost: variable({
    name: 'SAMESTORY_HEALTH_HOST',
    secret: false,
    meaning: 'address to listen on for the health endpoint (default 127.0.0.1)',
    allowed: 'an IP address or host name of this machine; beyond loopback only with SAMESTORY_HEALTH_PASSWORD',
    remedy: 'Set SAMESTORY_HEALTH_PASSWORD, or listen on 127.0.0.1.',
    schema: z
      .string()
      .trim()
      .min(1)
      .regex(/^[\w.:-]+$/),
  }),
  healthPort: variable({
    name: 'SAMESTORY_HEALTH_PORT',
    secret: false,
    meaning: 'port for the health endpoint (default 4301); never the port for webhooks',
    allowed: 'a port number; 0 takes any free one',
    remedy: 'Write a number up to 65535.',
    schema: portNumber,
  }),
  healthPassword: variable({
    name: 'SAMESTORY_HEALTH_PASSWORD',
    secret: true,
    meaning: 'password of the health endpoint (HTTP basic, any user name)',
    allowed: 'at least 12 characters without blanks',
    remedy: 'Choose a longer one.',
    schema: z.string().min(12).regex(/^\S+$/),
  }),
} as const;
