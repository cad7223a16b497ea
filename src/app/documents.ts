import { z } from 'zod';

/*
 * What `status` and `explain` say, as JSON. The schemas are the types, because a command may get a document from a
 * running service of another version and has to check it.
 */

/** Readonly, so that what the loop reports fits as it is. */
const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();

const counts = z.record(z.string(), z.number());
const sides = z.object({ shopify: z.string(), crm: z.string() });
const value = z.string().nullable();
const moment = z.string();
const key = z.object({ source: z.string(), kind: z.enum(['customer', 'guest', 'order', 'company']), id: z.string() });

const balanceRow = z.object({
  destination: z.string(),
  source: z.string(),
  kind: z.enum(['customer', 'guest', 'order', 'company']),
  listed: z.number(),
  matching: z.number(),
  waiting: z.number(),
  needsYou: counts,
  leftOut: counts,
  unseen: z.number(),
  gone: z.number(),
  extra: z.number(),
  inCrm: z.number(),
  parkedFields: z.number(),
});

const moneyRow = z.object({
  destination: z.string(),
  source: z.string(),
  month: z.string(),
  currency: z.string(),
  orders: z.object({ shopify: z.number(), crm: z.number(), different: z.number() }),
  gross: sides,
  refunded: sides,
  net: sides,
  current: sides,
});

export const balanceSchema = z.object({
  at: moment,
  depth: z.enum(['full', 'quick']),
  inconclusive: z.boolean(),
  balance: list(balanceRow),
  money: list(moneyRow),
  attribution: z.object({ orders: z.number(), shopify: z.number(), crm: z.number(), open: z.number() }).exactOptional(),
  differences: list(
    z.object({
      key,
      crmId: value,
      fields: list(z.object({ field: z.string(), shopify: value, crm: value })),
      links: z.boolean(),
    }),
  ),
  named: list(z.object({ key, name: value, state: z.string(), reason: z.string() })),
});

export const journalEntry = z.object({
  at: moment,
  destination: z.string(),
  object: z.enum(['contact', 'order']),
  crmId: value,
  action: z.string(),
  field: value,
  old: value,
  new: value,
  cause: z.string(),
});

export const explainSchema = list(
  z.object({
    asked: z.string(),
    object: z.enum(['contact', 'order']),
    keys: list(z.string()),
    standing: z.string(),
    reason: value,
    shopifyUrl: value,
    crmUrl: value,
    crmId: value,
    fields: list(
      z.object({
        field: z.string(),
        label: z.string(),
        property: value,
        owner: z.enum(['shopify', 'crm', 'marketing']),
        shopify: value,
        crm: value,
        same: z.boolean(),
        note: value,
      }),
    ),
    linked: list(z.object({ key: z.string(), crmUrl: value })),
    history: list(journalEntry),
  }),
);

const scopes = z.object({ needed: list(z.string()), granted: list(z.string()), missing: list(z.string()) });

export const pauseSchema = z.object({ since: moment, by: z.enum(['a person', 'brake']), reason: z.string() });

export const statusSchema = z.object({
  /** True when nothing waits for a person and, as far as this depth can tell, both sides agree. */
  ok: z.boolean(),
  /** Why nothing is written at the moment; null = writing goes on. */
  paused: pauseSchema.nullable(),
  /** What would be written if writing were allowed; `on` = the service that answers runs in shadow. */
  shadow: z.object({
    on: z.boolean(),
    would: list(
      z.object({
        object: z.enum(['contact', 'order']),
        act: z.enum(['create', 'update', 'take over', 'link', 'archive']),
        records: z.number(),
      }),
    ),
  }),
  store: z.object({
    name: z.string(),
    domain: z.string(),
    source: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    historyDays: z.number().nullable(),
    scopes,
    warnings: list(z.string()),
  }),
  crm: z.object({
    destination: z.string(),
    name: z.string(),
    accountType: z.string(),
    scopes: scopes.omit({ granted: true }),
    limits: list(z.object({ name: z.string(), limit: z.number(), used: z.number() })),
    omittedFields: list(z.string()),
    warnings: list(z.string()),
  }),
  balance: balanceSchema,
  lag: z.object({ ready: z.number(), later: z.number(), working: z.number(), nextAt: moment.nullable() }),
  needsYou: list(
    z.object({
      key,
      field: value,
      class: z.string(),
      code: z.string(),
      message: z.string(),
      attempts: z.number(),
      since: moment,
    }),
  ),
  /** Who is told of what needs a person, what they have been told of, and whether messages arrive. */
  alerts: z.object({
    responsible: value,
    problems: list(z.string()),
    channels: list(
      z.object({ recipient: z.string(), channel: z.string(), lastAt: moment, error: value, waiting: z.number() }),
    ),
    open: list(
      z.object({
        id: z.string(),
        class: z.string(),
        title: z.string(),
        since: moment,
        toldAt: moment.nullable(),
        escalatedAt: moment.nullable(),
      }),
    ),
  }),
  lane: z.object({ holder: value, leaseUntil: moment.nullable() }),
  /** The nightly dump of the embedded ledger; null = PostgreSQL, which has backups of its own. */
  backup: z
    .object({
      last: z
        .object({
          at: moment.nullable(),
          file: value,
          bytes: z.number(),
          failure: z.object({ at: moment, reason: z.string() }).nullable(),
        })
        .nullable(),
    })
    .nullable(),
  webhooks: z.object({
    address: value,
    received: z.number(),
    unknown: z.number(),
    problems: z.number(),
    lastAt: moment.nullable(),
  }),
  /** Buyers whom the CRM has more than once. */
  doubled: z.object({
    buyers: z.number(),
    examples: list(z.object({ id: z.string(), url: z.string(), who: z.string(), contacts: list(z.string()) })),
  }),
  versions: z.object({
    samestory: z.string(),
    node: z.string(),
    shopifyApi: z.object({ requested: z.string(), served: value }),
    fieldMap: z.string(),
    identity: z.string(),
    /** What is configured and nobody has accepted: nothing of it is written. */
    pending: z
      .object({ fieldMap: z.string(), identity: z.string(), fields: list(z.string()), rules: z.boolean() })
      .nullable(),
  }),
});

export type BalanceDocument = z.infer<typeof balanceSchema>;
export type StatusDocument = z.infer<typeof statusSchema>;
export type ExplainDocument = z.infer<typeof explainSchema>;
