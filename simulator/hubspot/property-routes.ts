import { z } from 'zod';
import { batchReply, checkCount } from './batch-write.ts';
import { type ApiVersion, type Core, nowOf } from './core.ts';
import { ApiError, type StandardError } from './errors.ts';
import type { ObjectType } from './object-types.ts';
import { presentProperty } from './property.ts';
import { newProperty, patchedProperty, propertyBody, propertyPatchBody } from './property-input.ts';
import { type App, type Ctx, readBody, type Service, schemaScope, typeNamed, versionOf } from './service.ts';
import { requireScopes } from './token-store.ts';

const BASE = '/crm/properties/:version/:type';

const groupBody = z.object({ name: z.string(), label: z.string(), displayOrder: z.number().int().optional() });
const groupPatchBody = z.object({ label: z.string().optional(), displayOrder: z.number().int().optional() });
const namesBody = z.object({ inputs: z.array(z.object({ name: z.string() })), archived: z.boolean().optional() });
const createBatchBody = z.object({ inputs: z.array(propertyBody) });

interface SchemaCall {
  readonly type: ObjectType;
  readonly version: ApiVersion;
}

function schemaCall(context: Ctx, right: 'read' | 'write'): SchemaCall {
  const version = versionOf(context);
  const type = typeNamed(context.req.param('type'));
  requireScopes(context.get('token'), [schemaScope(type, right)]);
  return { type, version };
}

function unknown(kind: 'property' | 'group', type: ObjectType, name: string): ApiError {
  const message = `There is no ${kind} named '${name}' for ${type.plural}.`;
  return new ApiError(404, { status: 'error', message, category: 'OBJECT_NOT_FOUND', context: { name: [name] } });
}

/** Routes under /crm/properties: definitions and groups. */
export function propertyRoutes(app: App, service: Service): void {
  const { core } = service;
  groupRoutes(app, core);
  batchRoutes(app, core);
  app.get(BASE, (context) => {
    const { type } = schemaCall(context, 'read');
    const found = core.properties.list(type.id, context.req.query('archived') === 'true');
    return context.json({ results: found.map(presentProperty) });
  });
  app.post(BASE, async (context) => {
    const { type } = schemaCall(context, 'write');
    const property = newProperty(await readBody(context, propertyBody), nowOf(core));
    core.properties.add(type, property);
    core.records.dropIndex(type.id, property.name);
    return context.json(presentProperty(property), 201);
  });
  app.get(`${BASE}/:name`, (context) => {
    const { type } = schemaCall(context, 'read');
    const name = context.req.param('name');
    const property = core.properties.any(type.id, name);
    const archived = context.req.query('archived') === 'true';
    if (!property || (property.archivedAt !== null) !== archived) throw unknown('property', type, name);
    return context.json(presentProperty(property));
  });
  app.patch(`${BASE}/:name`, async (context) => {
    const { type } = schemaCall(context, 'write');
    const name = context.req.param('name');
    const property = core.properties.live(type.id, name);
    if (!property) throw unknown('property', type, name);
    const changed = patchedProperty(property, await readBody(context, propertyPatchBody), nowOf(core));
    core.properties.requireGroup(type, changed.groupName);
    core.properties.put(type.id, changed);
    return context.json(presentProperty(changed));
  });
  app.delete(`${BASE}/:name`, (context) => {
    const { type } = schemaCall(context, 'write');
    archiveProperty(core, type, context.req.param('name'));
    return context.body(null, 204);
  });
}

function archiveProperty(core: Core, type: ObjectType, name: string): void {
  core.properties.archive(type, name, nowOf(core));
  core.records.dropIndex(type.id, name);
}

function batchRoutes(app: App, core: Core): void {
  app.post(`${BASE}/batch/create`, async (context) => {
    const { type, version } = schemaCall(context, 'write');
    const startedAt = nowOf(core);
    const { inputs } = await readBody(context, createBatchBody);
    checkCount(inputs.length, 100);
    const results: unknown[] = [];
    const errors: StandardError[] = [];
    for (const input of inputs) {
      try {
        results.push(presentProperty(core.properties.add(type, newProperty(input, startedAt))));
        core.records.dropIndex(type.id, input.name);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        errors.push({ ...error.body, context: { ...error.body.context, name: [input.name] } });
      }
    }
    const reply = batchReply(core, { version }, { results, errors, startedAt, created: true });
    return context.json(reply.body, reply.status);
  });
  app.post(`${BASE}/batch/read`, async (context) => {
    const { type, version } = schemaCall(context, 'read');
    const startedAt = nowOf(core);
    const { inputs, archived = false } = await readBody(context, namesBody);
    checkCount(inputs.length, 100);
    const wanted = new Set(inputs.map((input) => input.name));
    const results = core.properties.list(type.id, archived).filter((one) => wanted.has(one.name));
    for (const one of results) wanted.delete(one.name);
    const errors = [...wanted].map((name) => unknown('property', type, name).body);
    const reply = batchReply(core, { version }, { results: results.map(presentProperty), errors, startedAt });
    return context.json(reply.body, reply.status);
  });
  app.post(`${BASE}/batch/archive`, async (context) => {
    const { type } = schemaCall(context, 'write');
    const { inputs } = await readBody(context, namesBody);
    checkCount(inputs.length, 100);
    for (const { name } of inputs) archiveProperty(core, type, name);
    return context.body(null, 204);
  });
}

function groupRoutes(app: App, core: Core): void {
  app.get(`${BASE}/groups`, (context) => {
    const { type } = schemaCall(context, 'read');
    return context.json({ results: core.properties.groups(type.id).map((group) => ({ ...group, archived: false })) });
  });
  app.post(`${BASE}/groups`, async (context) => {
    const { type } = schemaCall(context, 'write');
    const body = await readBody(context, groupBody);
    if (core.properties.group(type.id, body.name)) {
      const message = `A property group named '${body.name}' already exists.`;
      throw new ApiError(409, {
        status: 'error',
        message,
        category: 'OBJECT_ALREADY_EXISTS',
        context: { name: [body.name] },
      });
    }
    const group = { name: body.name, label: body.label, displayOrder: body.displayOrder ?? -1 };
    core.properties.putGroup(type.id, group);
    return context.json({ ...group, archived: false }, 201);
  });
  app.get(`${BASE}/groups/:name`, (context) => {
    const { type } = schemaCall(context, 'read');
    const name = context.req.param('name');
    const group = core.properties.group(type.id, name);
    if (!group) throw unknown('group', type, name);
    return context.json({ ...group, archived: false });
  });
  app.patch(`${BASE}/groups/:name`, async (context) => {
    const { type } = schemaCall(context, 'write');
    const name = context.req.param('name');
    const group = core.properties.group(type.id, name);
    if (!group) throw unknown('group', type, name);
    const patch = await readBody(context, groupPatchBody);
    const changed = { name, label: patch.label ?? group.label, displayOrder: patch.displayOrder ?? group.displayOrder };
    core.properties.putGroup(type.id, changed);
    return context.json({ ...changed, archived: false });
  });
  app.delete(`${BASE}/groups/:name`, (context) => {
    const { type } = schemaCall(context, 'write');
    core.properties.removeGroup(type, context.req.param('name'));
    return context.body(null, 204);
  });
}
