import { z } from 'zod';
import { ConnectorError } from '../../../connector/failure.ts';

const graphqlError = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).nullish(),
  extensions: z.looseObject({ code: z.string().nullish(), requiredAccess: z.string().nullish() }).nullish(),
});
export type GraphqlError = z.infer<typeof graphqlError>;

const throttleStatus = z.object({
  maximumAvailable: z.number(),
  currentlyAvailable: z.number(),
  restoreRate: z.number(),
});
export type ThrottleStatus = z.infer<typeof throttleStatus>;

/** Buckets fill within half a minute or so (Shopify docs: API rate limits); one that takes longer would keep calls waiting. */
const longestFillSeconds = 600;

/** Whether the figures can be those of a bucket: Shopify says THROTTLED where we then ask too often. */
function isUsable({ maximumAvailable, currentlyAvailable, restoreRate }: ThrottleStatus): boolean {
  const fills = restoreRate > 0 && maximumAvailable > 0 && maximumAvailable / restoreRate <= longestFillSeconds;
  return fills && Math.abs(currentlyAvailable) <= maximumAvailable;
}

const cost = z.object({
  requestedQueryCost: z.number().nullish(),
  actualQueryCost: z.number().nullish(),
  // Some stores leave it out.
  throttleStatus: throttleStatus.nullish().transform((status) => (status && isUsable(status) ? status : null)),
});

const searchEntry = z.looseObject({
  warnings: z.array(z.looseObject({ field: z.string().nullish(), message: z.string().nullish() })).nullish(),
});

const envelope = z.object({
  data: z.unknown().optional(),
  // Authentication failures put a plain text where a list belongs.
  errors: z.union([z.string(), z.array(graphqlError)]).nullish(),
  extensions: z.looseObject({ cost: cost.nullish(), search: z.array(searchEntry).nullish() }).nullish(),
});
export type Envelope = z.infer<typeof envelope>;

/** Parses a body of status 200. Throws ConnectorError 'NOT_JSON' for a page of HTML and for any other form. */
export function readEnvelope(contentType: string | null, text: string): Envelope {
  const unreadable = (cause?: unknown) =>
    new ConnectorError(
      { class: 'transient', code: 'NOT_JSON', message: 'Shopify answered with something else than a GraphQL result' },
      { cause },
    );
  if (!contentType?.includes('json')) throw unreadable();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw unreadable(error);
  }
  const parsed = envelope.safeParse(body);
  if (!parsed.success) throw unreadable(parsed.error);
  return parsed.data;
}
