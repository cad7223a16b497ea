import { z } from 'zod';
import { singleError } from './batch-write.ts';
import type { Core } from './core.ts';
import { ApiError, badRequest, notFound } from './errors.ts';
import { inlineLinks, planLinks } from './inline-links.ts';
import { mergeRecords } from './merge.ts';
import {
  batchArchive,
  batchCreate,
  batchUpdate,
  batchUpsert,
  createBody,
  idsBody,
  updateBody,
  upsertBody,
} from './object-batches.ts';
import { batchRead, listPage, readBatchBody, readOne } from './object-reads.ts';
import { presentRecord } from './present.ts';
import { lookUp, requireUnique } from './record-lookup.ts';
import { commitRow, planRow } from './row-plan.ts';
import { runSearch, searchBody } from './search.ts';
import {
  type App,
  type Call,
  type Ctx,
  idText,
  objectCall,
  rawValues,
  readBody,
  refuseNulls,
  type Service,
} from './service.ts';

const BASE = '/crm/objects/:version/:type';

const createOneBody = z.object({ properties: rawValues, associations: inlineLinks.optional() });
const patchBody = z.object({ properties: rawValues });
const mergeBody = z.object({ primaryObjectId: idText, objectIdToMerge: idText });
const gdprBody = z.object({ objectId: idText, idProperty: z.string().optional() });

/** Routes under /crm/objects: records one by one, in batches, search and merge. */
export function objectRoutes(app: App, service: Service): void {
  const { core } = service;
  batchRoutes(app, service);
  app.post(`${BASE}/search`, async (context) => {
    const call = objectCall(service, context, 'read');
    return context.json(runSearch(core, call.type, await readBody(context, searchBody)));
  });
  app.post(`${BASE}/merge`, async (context) => {
    const call = objectCall(service, context, 'write');
    const body = await readBody(context, mergeBody);
    const primary = core.records.live(call.type.id, body.primaryObjectId);
    const loser = core.records.live(call.type.id, body.objectIdToMerge);
    if (!primary || !loser) throw notFound();
    if (primary === loser) throw badRequest('A record cannot be merged into itself');
    const survivor = mergeRecords(core, call.type, primary, loser, call.writer);
    return context.json(presentRecord(core, call.type, survivor, { names: call.type.defaultNames }));
  });
  app.post(`${BASE}/gdpr-delete`, async (context) => {
    const call = objectCall(service, context, 'write');
    const body = await readBody(context, gdprBody);
    const record = lookUp(core, call.type, body.idProperty, body.objectId);
    if (record) core.associations.clear(record);
    if (record) core.records.erase(record);
    return context.body(null, 204);
  });
  app.get(BASE, (context) => context.json(listPage(core, context, objectCall(service, context, 'read'))));
  app.post(BASE, async (context) => {
    const call = objectCall(service, context, 'write');
    return context.json(createOne(core, call, await readBody(context, createOneBody)), 201);
  });
  app.get(`${BASE}/:id`, (context) => context.json(readOne(core, context, objectCall(service, context, 'read'))));
  app.patch(`${BASE}/:id`, async (context) => {
    const call = objectCall(service, context, 'write');
    return context.json(patchOne(core, context, call, await readBody(context, patchBody)));
  });
  app.delete(`${BASE}/:id`, (context) => {
    const call = objectCall(service, context, 'write');
    const record = core.records.live(call.type.id, context.req.param('id'));
    // HubSpot answers 204 for an unknown id as well.
    if (record) core.records.archive(record, call.writer.at);
    return context.body(null, 204);
  });
}

function batchRoutes(app: App, service: Service): void {
  const { core } = service;
  app.post(`${BASE}/batch/read`, async (context) => {
    const call = objectCall(service, context, 'read');
    const body = await readBody(context, readBatchBody);
    const { status, body: reply } = batchRead(core, call, body, context.req.query('archived') === 'true');
    return context.json(reply, status);
  });
  app.post(`${BASE}/batch/create`, async (context) => {
    const call = objectCall(service, context, 'write');
    const reply = batchCreate(service, call, await readBody(context, createBody));
    return context.json(reply.body, reply.status);
  });
  app.post(`${BASE}/batch/update`, async (context) => {
    const call = objectCall(service, context, 'write');
    const reply = batchUpdate(service, call, await readBody(context, updateBody));
    return context.json(reply.body, reply.status);
  });
  app.post(`${BASE}/batch/upsert`, async (context) => {
    const call = objectCall(service, context, 'write');
    const reply = batchUpsert(service, call, await readBody(context, upsertBody));
    return context.json(reply.body, reply.status);
  });
  app.post(`${BASE}/batch/archive`, async (context) => {
    const call = objectCall(service, context, 'write');
    batchArchive(service, call, await readBody(context, idsBody));
    return context.body(null, 204);
  });
}

function createOne(core: Core, call: Call, body: z.infer<typeof createOneBody>): Record<string, unknown> {
  refuseNulls(core, body.properties);
  const links = planLinks(core, call.type, body.associations ?? []);
  if (!links.ok) throw new ApiError(400, links.error);
  const planned = planRow(core, call.type, null, body.properties, call.writer, new Map());
  if (!planned.ok) throw singleError(call.type, planned.failure);
  const record = commitRow(core, call.type, planned.plan, call.writer);
  for (const link of links.links) core.associations.add(record, link.to, link.kinds);
  const { warnings } = planned.plan;
  const presented = presentRecord(core, call.type, record, { names: Object.keys(body.properties) });
  return { ...presented, ...(warnings.length > 0 ? { warnings } : {}) };
}

function patchOne(core: Core, context: Ctx, call: Call, body: z.infer<typeof patchBody>): Record<string, unknown> {
  refuseNulls(core, body.properties);
  const idProperty = context.req.query('idProperty');
  if (idProperty !== undefined) requireUnique(core, call.type, idProperty, 'update');
  const record = lookUp(core, call.type, idProperty, context.req.param('id') ?? '');
  if (!record) throw notFound();
  const planned = planRow(core, call.type, record, body.properties, call.writer, new Map());
  if (!planned.ok) throw singleError(call.type, planned.failure);
  commitRow(core, call.type, planned.plan, call.writer);
  const { warnings } = planned.plan;
  const presented = presentRecord(core, call.type, record, { names: Object.keys(body.properties) });
  return { ...presented, ...(warnings.length > 0 ? { warnings } : {}) };
}
