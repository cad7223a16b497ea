import { z } from 'zod';

export const crms = ['hubspot', 'salesforce', 'zoho', 'pipedrive', 'attio', 'twenty', 'other'] as const;
export type Crm = (typeof crms)[number];

export const relationships = ['sales', 'support', 'account-management', 'marketing', 'finance', 'nobody'] as const;
export type Relationship = (typeof relationships)[number];

/** How soon somebody acts on what the CRM shows. */
export const uses = ['same-day', 'weekly', 'monthly', 'quarterly', 'never'] as const;
export type Use = (typeof uses)[number];

export const needs = ['refunds', 'shipments', 'returns', 'source', 'repeat-orders'] as const;
export type Need = (typeof needs)[number];

export const structures = [
  'companies',
  'subscriptions',
  'layered-accounts',
  'custom-objects',
  'several-records',
] as const;
export type Structure = (typeof structures)[number];

export const routings = ['team', 'region', 'account-type'] as const;
export type Routing = (typeof routings)[number];

/** What a merchant says about the work that the CRM is for. Everything may be left out; what is assumed is then said. */
export const answersSchema = z.strictObject({
  crm: z.enum(crms).optional(),
  relationship: z.enum(relationships).optional(),
  use: z.enum(uses).optional(),
  /** The CRM only records what was sold; nobody sells or serves from it. */
  downstream: z.boolean().optional(),
  /** What has to be right besides customer and order; empty = nothing more. */
  needs: z.array(z.enum(needs)).readonly().optional(),
  /** Systems into which one order has to go in one flow, the CRM among them. */
  systems: z.number().optional(),
  structure: z.array(z.enum(structures)).readonly().optional(),
  storefronts: z.number().optional(),
  routing: z.array(z.enum(routings)).readonly().optional(),
  /** People who decide which field means what. */
  mapOwners: z.number().optional(),
  /** Who is told of failures and acts on them; null = nobody. */
  watches: z.string().nullable().optional(),
  /** Who can keep a small server running; null = nobody. */
  server: z.string().nullable().optional(),
  /** Months of past orders that somebody works with. */
  history: z.number().optional(),
});
export type Answers = z.infer<typeof answersSchema>;
export type QuestionId = keyof Answers;

/** Every question has an answer: a given or an assumed one. */
export interface Complete {
  readonly crm: Crm;
  readonly relationship: Relationship | null;
  readonly use: Use;
  readonly downstream: boolean;
  readonly needs: readonly Need[];
  readonly systems: number;
  readonly structure: readonly Structure[];
  readonly storefronts: number;
  readonly routing: readonly Routing[];
  readonly mapOwners: number;
  readonly watches: string | null;
  readonly server: string | null;
  readonly history: number;
}

export function isPeriodic(use: Use): boolean {
  return use === 'weekly' || use === 'monthly' || use === 'quarterly';
}
