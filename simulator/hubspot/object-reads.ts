import { z } from 'zod';
import { batchReply, checkCount, type Reply } from './batch-write.ts';
import { type Core, nowOf } from './core.ts';
import { badRequest, missingObjects, notFound } from './errors.ts';
import { objectTypes } from './object-types.ts';
import { presentRecord, type Selection } from './present.ts';
import type { CrmRecord } from './record.ts';
import { lookUp, requireUnique } from './record-lookup.ts';
import { type Call, type Ctx, idText, objectScope, queryList, typeNamed } from './service.ts';
import { requireScopes } from './token-store.ts';

const PAGE_LIMIT = 100;
/** HubSpot docs: half as many records per call when history is asked for. */
const HISTORY_LIMIT = 50;

export const readBatchBody = z.object({
  inputs: z.array(z.object({ id: idText })),
  properties: z.array(z.string()),
  propertiesWithHistory: z.array(z.string()),
  idProperty: z.string().optional(),
});

/** Reads the primary data, never the search index. Merged ids answer with their survivor. */
export function batchRead(core: Core, call: Call, body: z.infer<typeof readBatchBody>, archived: boolean): Reply {
  const startedAt = nowOf(core);
  const withHistory = body.propertiesWithHistory.length > 0;
  checkCount(body.inputs.length, withHistory ? HISTORY_LIMIT : PAGE_LIMIT);
  if (body.idProperty !== undefined) requireUnique(core, call.type, body.idProperty, 'read');
  const selection: Selection = {
    names: body.properties.length > 0 ? body.properties : call.type.defaultNames,
    ...(withHistory ? { history: body.propertiesWithHistory } : {}),
  };
  const missing: string[] = [];
  const found: CrmRecord[] = [];
  for (const id of new Set(body.inputs.map((input) => input.id))) {
    const record = archived ? archivedOne(core, call, id) : lookUp(core, call.type, body.idProperty, id);
    if (record) found.push(record);
    else missing.push(id);
  }
  const rows = core.switches.mergedRead === 'once' ? [...new Set(found)] : found;
  const results = core.random.shuffle(rows.map((record) => presentRecord(core, call.type, record, selection)));
  const errors = missing.length > 0 ? [missingObjects(call.type.noun, missing)] : [];
  return batchReply(core, call, { results, errors, startedAt });
}

function archivedOne(core: Core, call: Call, id: string): CrmRecord | undefined {
  const record = core.records.survivor(call.type.id, id);
  return record?.archivedAt === null ? undefined : record;
}

function selectionOf(context: Ctx, call: Call): Selection {
  const names = queryList(context, 'properties');
  const history = queryList(context, 'propertiesWithHistory');
  return { names: names.length > 0 ? names : call.type.defaultNames, ...(history.length > 0 ? { history } : {}) };
}

export function readOne(core: Core, context: Ctx, call: Call): Record<string, unknown> {
  const id = context.req.param('id') ?? '';
  const idProperty = context.req.query('idProperty');
  if (idProperty !== undefined) requireUnique(core, call.type, idProperty, 'read');
  const archived = context.req.query('archived') === 'true';
  const record = archived ? archivedOne(core, call, id) : lookUp(core, call.type, idProperty, id);
  if (!record) throw notFound();
  return withLinks(core, context, call, record, selectionOf(context, call));
}

/** One page of a type's records in the order of their ids; `after` is the id to begin behind. */
export function listPage(core: Core, context: Ctx, call: Call): Record<string, unknown> {
  const selection = selectionOf(context, call);
  const most = selection.history ? HISTORY_LIMIT : PAGE_LIMIT;
  const limit = Number(context.req.query('limit') ?? '10');
  if (!Number.isInteger(limit) || limit < 1 || limit > most) throw badRequest(`limit must be between 1 and ${most}`);
  const size = Math.min(limit, core.longestPage ?? limit);
  const after = Number(context.req.query('after') ?? '0');
  if (!Number.isInteger(after) || after < 0) throw badRequest('after is not a paging cursor');
  const archived = context.req.query('archived') === 'true';
  const page: CrmRecord[] = [];
  let more = false;
  for (const record of core.records.walk(call.type.id, after)) {
    if ((record.archivedAt !== null) !== archived) continue;
    if (page.length === size) {
      more = true;
      break;
    }
    page.push(record);
  }
  const last = page.at(-1);
  const results = page.map((record) => withLinks(core, context, call, record, selection));
  if (!more || !last) return { results };
  const link = new URL(context.req.url);
  link.searchParams.set('after', String(last.id));
  return { results, paging: { next: { after: String(last.id), link: link.toString() } } };
}

function withLinks(core: Core, context: Ctx, call: Call, record: CrmRecord, selection: Selection) {
  const presented = presentRecord(core, call.type, record, selection);
  const asked = queryList(context, 'associations');
  if (asked.length === 0) return presented;
  const associations: Record<string, unknown> = {};
  for (const name of asked) {
    const to = typeNamed(name);
    requireScopes(call.token, [objectScope(to, 'read')]);
    const results = core.associations.of(record, to.id).flatMap((link) => {
      if (!core.records.live(to.id, link.toId)) return [];
      return [{ id: String(link.toId), type: `${call.type.singular}_to_${to.singular}` }];
    });
    if (results.length > 0) associations[to.plural.replace('_', ' ')] = { results };
  }
  return { ...presented, ...(Object.keys(associations).length > 0 ? { associations } : {}) };
}

/** How many live records each object type holds. */
export function recordCounts(core: Core): { readonly typeId: string; readonly count: number }[] {
  return objectTypes.map((type) => ({ typeId: type.id, count: core.records.count(type.id) }));
}
