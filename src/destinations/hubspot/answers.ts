import { z } from 'zod';

/** Ids arrive as texts from objects and as numbers from associations; we keep texts. An empty one names no record. */
const idSchema = z.union([z.string().regex(/\S/), z.number()]).transform(String);

/** HubSpot sends texts; whatever else arrives is spelled out rather than losing a whole batch over it. */
const valueSchema = z.unknown().transform((value) => (value === null || value === undefined ? null : String(value)));

const contextSchema = z.record(z.string(), z.unknown()).optional().catch(undefined);

const detailSchema = z.object({
  message: z.string().catch(''),
  code: z.string().optional().catch(undefined),
  context: contextSchema,
});

/** The error envelope of HubSpot, alone or as an entry of a batch answer. Everything in it may be missing. */
export const problemSchema = z.object({
  message: z.string().catch(''),
  category: z.string().optional().catch(undefined),
  policyName: z.string().optional().catch(undefined),
  correlationId: z.string().optional().catch(undefined),
  context: contextSchema,
  errors: z.array(detailSchema).optional().catch(undefined),
});
export type Problem = z.infer<typeof problemSchema>;

const historyEntrySchema = z.object({
  value: valueSchema,
  timestamp: z.string(),
  sourceType: z.string().catch(''),
  sourceId: z.string().nullish().catch(null),
  sourceLabel: z.string().nullish().catch(null),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

export const recordSchema = z.object({
  id: idSchema,
  properties: z.record(z.string(), valueSchema).catch({}),
  updatedAt: z.string().optional(),
  objectWriteTraceId: z.string().optional().catch(undefined),
  propertiesWithHistory: z.record(z.string(), z.array(historyEntrySchema)).optional(),
});
export type HubSpotRecord = z.infer<typeof recordSchema>;

/**
 * A batch answer. 2026-03 answers 207 for a partly refused batch, 2026-09 answers 200 or 201 with the same body, so
 * the status code says nothing: only `results` and `errors` count.
 */
export const batchSchema = z.object({
  results: z.array(recordSchema).default([]),
  errors: z.array(problemSchema).default([]),
});
export type BatchAnswer = z.infer<typeof batchSchema>;

const pagingSchema = z
  .object({ next: z.object({ after: idSchema }).optional() })
  .nullish()
  .transform((paging) => paging?.next?.after ?? null);

export const listSchema = z
  .object({ results: z.array(recordSchema), paging: pagingSchema })
  .transform(({ results, paging }) => ({ results, after: paging }));

const optionSchema = z.object({ value: z.string(), label: z.string().catch(''), hidden: z.boolean().catch(false) });

export const propertySchema = z.object({
  name: z.string(),
  label: z.string().catch(''),
  type: z.string(),
  hasUniqueValue: z.boolean().catch(false),
  calculated: z.boolean().catch(false),
  archived: z.boolean().catch(false),
  hubspotDefined: z.boolean().catch(false),
  options: z.array(optionSchema).catch([]),
  modificationMetadata: z.object({ readOnlyValue: z.boolean().catch(false) }).nullish(),
});
export type Property = z.infer<typeof propertySchema>;

export const propertiesSchema = z.object({ results: z.array(propertySchema) });

const pipelineSchema = z.object({
  id: idSchema,
  displayOrder: z.number().catch(0),
  archived: z.boolean().catch(false),
  stages: z.array(z.object({ id: idSchema, label: z.string(), archived: z.boolean().catch(false) })).catch([]),
});
export type Pipeline = z.infer<typeof pipelineSchema>;
export const pipelinesSchema = z.object({ results: z.array(pipelineSchema) });

/** HubSpot docs: limits tracking, custom properties. */
export const propertyLimitsSchema = z.object({
  byObjectType: z.array(z.object({ objectTypeId: z.string(), limit: z.number(), usage: z.number() })).catch([]),
  overallLimit: z.number().nullish(),
  overallUsage: z.number().nullish(),
});
export type PropertyLimits = z.infer<typeof propertyLimitsSchema>;

/** HubSpot docs: limits tracking, records: how many of each object the account may hold, and holds. */
export const recordLimitsSchema = z.object({
  hubspotDefinedObjectTypes: z
    .array(z.object({ objectTypeId: z.string(), limit: z.number(), usage: z.number() }))
    .catch([]),
});

export const accountSchema = z.object({
  portalId: idSchema,
  accountType: z.string().catch('STANDARD'),
  timeZone: z.string().nullish(),
  companyCurrency: z.string().nullish(),
  additionalCurrencies: z.array(z.string()).nullish(),
  uiDomain: z.string().catch('app.hubspot.com'),
});
export type AccountAnswer = z.infer<typeof accountSchema>;

/** HubSpot docs: daily API usage of private apps; all of an account's apps share it. */
export const apiUsageSchema = z.object({
  results: z.array(z.object({ name: z.string(), usageLimit: z.number(), currentUsage: z.number() })),
});

/** HubSpot docs: information about a private app's token. */
export const tokenInfoSchema = z.object({
  appId: idSchema.nullish(),
  scopes: z.array(z.string()).nullish(),
});

export const labelsSchema = z.object({
  results: z.array(z.object({ category: z.string(), typeId: z.number(), label: z.string().nullish() })),
});

export const linksWrittenSchema = z.object({
  results: z
    .array(z.object({ fromObjectId: idSchema, toObjectId: idSchema }))
    .default([])
    .catch([]),
  errors: z.array(problemSchema).default([]),
});

export const linksReadSchema = z.object({
  results: z
    .array(
      z.object({
        from: z.object({ id: idSchema }),
        to: z.array(z.object({ toObjectId: idSchema })),
        paging: pagingSchema,
      }),
    )
    .default([]),
  errors: z.array(problemSchema).default([]),
});
