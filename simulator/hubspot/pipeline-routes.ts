import { z } from 'zod';
import { badRequest, notFound } from './errors.ts';
import { uuidFrom } from './ids.ts';
import type { ObjectType } from './object-types.ts';
import type { Pipeline, Stage } from './pipeline-store.ts';
import { valueIn } from './record.ts';
import { type App, type Ctx, readBody, type Service, typeNamed, versionOf } from './service.ts';
import { requireScopes } from './token-store.ts';

const BASE = '/crm/pipelines/:version/:type';

const stageBody = z.object({
  label: z.string(),
  displayOrder: z.number().int(),
  metadata: z.record(z.string(), z.string()).default({}),
});
const stagePatchBody = stageBody.partial();

function pipelineType(context: Ctx, right: 'read' | 'write'): ObjectType {
  versionOf(context);
  const type = typeNamed(context.req.param('type'));
  const scope = type.plural === 'orders' ? `crm.pipelines.orders.${right}` : `crm.objects.${type.plural}.${right}`;
  requireScopes(context.get('token'), [scope]);
  if (!type.pipeline) throw badRequest(`${type.noun} has no pipelines`);
  return type;
}

/** Routes under /crm/pipelines. */
export function pipelineRoutes(app: App, service: Service): void {
  const { pipelines } = service.core;
  const present = presenter(service);
  app.get(BASE, (context) => {
    const type = pipelineType(context, 'read');
    return context.json({ results: pipelines.list(type.id).map(present.pipeline) });
  });
  app.get(`${BASE}/:pipelineId`, (context) => {
    const type = pipelineType(context, 'read');
    return context.json(present.pipeline(pipelineOf(service, context, type)));
  });
  app.get(`${BASE}/:pipelineId/stages`, (context) => {
    const type = pipelineType(context, 'read');
    return context.json({ results: pipelineOf(service, context, type).stages.map(present.stage) });
  });
  stageRoutes(app, service);
}

function stageRoutes(app: App, service: Service): void {
  const { pipelines } = service.core;
  const present = presenter(service);
  app.post(`${BASE}/:pipelineId/stages`, async (context) => {
    const type = pipelineType(context, 'write');
    const pipeline = pipelineOf(service, context, type);
    const stage = { id: uuidFrom(service.core.random), ...(await readBody(context, stageBody)) };
    pipelines.put(type.id, { ...pipeline, stages: inOrder([...pipeline.stages, stage]) });
    return context.json(present.stage(stage), 201);
  });
  app.patch(`${BASE}/:pipelineId/stages/:stageId`, async (context) => {
    const type = pipelineType(context, 'write');
    const pipeline = pipelineOf(service, context, type);
    const stage = stageOf(context, pipeline);
    const patch = await readBody(context, stagePatchBody);
    const changed: Stage = {
      id: stage.id,
      label: patch.label ?? stage.label,
      displayOrder: patch.displayOrder ?? stage.displayOrder,
      metadata: patch.metadata ?? stage.metadata,
    };
    const stages = pipeline.stages.map((one) => (one.id === stage.id ? changed : one));
    pipelines.put(type.id, { ...pipeline, stages: inOrder(stages) });
    return context.json(present.stage(changed));
  });
  app.delete(`${BASE}/:pipelineId/stages/:stageId`, (context) => {
    const type = pipelineType(context, 'write');
    const pipeline = pipelineOf(service, context, type);
    const stage = stageOf(context, pipeline);
    // HubSpot changelog: from 2026-09 on a stage in use cannot be deleted.
    if (versionOf(context) === '2026-09' && isUsed(service, type, stage)) {
      throw badRequest(`Stage ${stage.label} is in use`);
    }
    pipelines.put(type.id, { ...pipeline, stages: pipeline.stages.filter((one) => one.id !== stage.id) });
    return context.body(null, 204);
  });
}

function pipelineOf(service: Service, context: Ctx, type: ObjectType): Pipeline {
  const pipeline = service.core.pipelines.get(type.id, context.req.param('pipelineId') ?? '');
  if (!pipeline) throw notFound();
  return pipeline;
}

function stageOf(context: Ctx, pipeline: Pipeline): Stage {
  const stage = pipeline.stages.find((one) => one.id === context.req.param('stageId'));
  if (!stage) throw notFound();
  return stage;
}

function presenter(service: Service) {
  const createdAt = new Date(service.core.properties.limits.createdAt).toISOString();
  const times = { archived: false, createdAt, updatedAt: createdAt };
  const stage = (one: Stage) => ({ ...one, ...times, writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT' });
  const pipeline = (one: Pipeline) => ({ ...one, stages: one.stages.map(stage), ...times });
  return { stage, pipeline };
}

function isUsed(service: Service, type: ObjectType, stage: Stage): boolean {
  const name = type.pipeline?.stage ?? '';
  for (const record of service.core.records.walk(type.id)) {
    if (record.archivedAt === null && valueIn(record, name) === stage.id) return true;
  }
  return false;
}

function inOrder(stages: readonly Stage[]): Stage[] {
  return [...stages].sort((a, b) => a.displayOrder - b.displayOrder);
}
