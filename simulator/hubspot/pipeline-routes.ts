import { z } from 'zod';
import { ApiError, badRequest, notFound } from './errors.ts';
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
  const find = (context: Ctx, type: ObjectType): Pipeline => {
    const pipeline = pipelines.get(type.id, context.req.param('pipelineId') ?? '');
    if (!pipeline) throw notFound();
    return pipeline;
  };
  const stageOf = (context: Ctx, pipeline: Pipeline): Stage => {
    const stage = pipeline.stages.find((one) => one.id === context.req.param('stageId'));
    if (!stage) throw notFound();
    return stage;
  };
  const createdAt = new Date(service.core.properties.limits.createdAt).toISOString();
  const stageRow = (stage: Stage) => ({
    ...stage,
    archived: false,
    createdAt,
    updatedAt: createdAt,
    writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
  });
  const row = (one: Pipeline) => ({
    ...one,
    stages: one.stages.map(stageRow),
    archived: false,
    createdAt,
    updatedAt: createdAt,
  });

  app.get(BASE, (context) => {
    const type = pipelineType(context, 'read');
    return context.json({ results: pipelines.list(type.id).map(row) });
  });
  app.get(`${BASE}/:pipelineId`, (context) => context.json(row(find(context, pipelineType(context, 'read')))));
  app.get(`${BASE}/:pipelineId/stages`, (context) => {
    const { stages } = find(context, pipelineType(context, 'read'));
    return context.json({ results: stages.map(stageRow) });
  });
  app.post(`${BASE}/:pipelineId/stages`, async (context) => {
    const type = pipelineType(context, 'write');
    const pipeline = find(context, type);
    const stage = { id: uuidFrom(service.core.random), ...(await readBody(context, stageBody)) };
    pipelines.put(type.id, { ...pipeline, stages: inOrder([...pipeline.stages, stage]) });
    return context.json(stageRow(stage), 201);
  });
  app.patch(`${BASE}/:pipelineId/stages/:stageId`, async (context) => {
    const type = pipelineType(context, 'write');
    const pipeline = find(context, type);
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
    return context.json(stageRow(changed));
  });
  app.delete(`${BASE}/:pipelineId/stages/:stageId`, (context) => {
    const type = pipelineType(context, 'write');
    const pipeline = find(context, type);
    const stage = stageOf(context, pipeline);
    // HubSpot changelog: from 2026-09 on a stage in use cannot be deleted.
    if (context.req.param('version') === '2026-09' && isUsed(service, type, stage)) {
      throw new ApiError(400, {
        status: 'error',
        message: `Stage ${stage.label} is in use`,
        category: 'VALIDATION_ERROR',
      });
    }
    pipelines.put(type.id, { ...pipeline, stages: pipeline.stages.filter((one) => one.id !== stage.id) });
    return context.body(null, 204);
  });
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
