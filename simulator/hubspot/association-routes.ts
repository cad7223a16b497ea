import { z } from 'zod';
import {
  batchLink,
  batchLinkRead,
  defaultLinkBody,
  linkBody,
  linkReadBody,
  linkRow,
  makeLink,
  type PairCall,
  unlink,
  unlinkBody,
} from './association-verbs.ts';
import { checkCount } from './batch-write.ts';
import { ApiError, badRequest } from './errors.ts';
import { linkKind } from './inline-links.ts';
import { type App, type Ctx, objectScope, readBody, type Service, typeNamed, versionOf } from './service.ts';
import { requireScopes } from './token-store.ts';

const BATCH = '/crm/associations/:version/:from/:to';
const SINGLE = '/crm/objects/:version/:from/:id/associations';
const WRITE_LIMIT = 2_000;

/** Understands a call between two object types; the token needs the right on both. */
function pairCall(context: Ctx, right: 'read' | 'write'): PairCall {
  const version = versionOf(context);
  const from = typeNamed(context.req.param('from'));
  const to = typeNamed(context.req.param('to'));
  requireScopes(context.get('token'), [...new Set([objectScope(from, right), objectScope(to, right)])]);
  return { version, from, to };
}

function unlabelledId(service: Service, call: PairCall): number {
  const kind = service.core.associations.types.unlabelled(call.from.id, call.to.id);
  if (!kind) throw badRequest(`${call.from.noun} and ${call.to.noun} cannot be associated`);
  return kind.typeId;
}

/** Routes under /crm/associations, and the single-link routes under /crm/objects. */
export function associationRoutes(app: App, service: Service): void {
  batchRoutes(app, service);
  singleRoutes(app, service);
  const { core } = service;
  app.get(`${BATCH}/labels`, (context) => {
    const call = pairCall(context, 'read');
    const kinds = core.associations.types.between(call.from.id, call.to.id);
    return context.json({ results: kinds.map(({ category, typeId, label }) => ({ category, typeId, label })) });
  });
  app.get('/crm/associations/:version/definitions/configurations/all', (context) => {
    versionOf(context);
    const results = core.associations.limits.map((limit) => ({
      fromObjectTypeId: limit.fromType,
      toObjectTypeId: limit.toType,
      category: 'HUBSPOT_DEFINED',
      typeId: limit.typeId ?? core.associations.types.unlabelled(limit.fromType, limit.toType)?.typeId,
      label: null,
      userEnforcedMaxToObjectIds: limit.max,
    }));
    return context.json({ results });
  });
}

function batchRoutes(app: App, service: Service): void {
  const { core } = service;
  app.post(`${BATCH}/batch/create`, async (context) => {
    const call = pairCall(context, 'write');
    const reply = batchLink(core, call, (await readBody(context, linkBody)).inputs);
    return context.json(reply.body, reply.status);
  });
  app.post(`${BATCH}/batch/associate/default`, async (context) => {
    const call = pairCall(context, 'write');
    const types = [{ associationTypeId: unlabelledId(service, call) }];
    const { inputs } = await readBody(context, defaultLinkBody);
    const reply = batchLink(
      core,
      call,
      inputs.map((input) => ({ ...input, types })),
    );
    return context.json(reply.body, reply.status);
  });
  app.post(`${BATCH}/batch/read`, async (context) => {
    const call = pairCall(context, 'read');
    const reply = batchLinkRead(core, call, await readBody(context, linkReadBody));
    return context.json(reply.body, reply.status);
  });
  app.post(`${BATCH}/batch/archive`, async (context) => {
    const call = pairCall(context, 'write');
    const { inputs } = await readBody(context, unlinkBody);
    checkCount(inputs.length, WRITE_LIMIT);
    for (const input of inputs) for (const to of input.to) unlink(core, call, input.from.id, to.id);
    return context.body(null, 204);
  });
  app.post(`${BATCH}/batch/labels/archive`, async (context) => {
    const call = pairCall(context, 'write');
    const { inputs } = await readBody(context, linkBody);
    checkCount(inputs.length, WRITE_LIMIT);
    for (const input of inputs) {
      const typeIds = input.types.map((one) => one.associationTypeId);
      unlink(core, call, input.from.id, input.to.id, typeIds);
    }
    return context.body(null, 204);
  });
}

function singleRoutes(app: App, service: Service): void {
  const { core } = service;
  const put = (context: Ctx, call: PairCall, typeIds: readonly number[]) => {
    const made = makeLink(core, call, context.req.param('id') ?? '', context.req.param('toId') ?? '', typeIds);
    if ('status' in made) throw new ApiError(400, made);
    return made;
  };
  app.put(`${SINGLE}/default/:to/:toId`, (context) => {
    const call = pairCall(context, 'write');
    const made = put(context, call, [unlabelledId(service, call)]);
    return context.json({ status: 'COMPLETE', results: [linkRow(call, made)] });
  });
  app.put(`${SINGLE}/:to/:toId`, async (context) => {
    const call = pairCall(context, 'write');
    const kinds = await readBody(context, z.array(linkKind).min(1));
    const made = put(
      context,
      call,
      kinds.map((kind) => kind.associationTypeId),
    );
    return context.json(linkRow(call, made), 201);
  });
  app.delete(`${SINGLE}/:to/:toId`, (context) => {
    const call = pairCall(context, 'write');
    unlink(core, call, context.req.param('id'), context.req.param('toId'));
    return context.body(null, 204);
  });
}
