import type { Core } from './core.ts';
import type { Problem } from './errors.ts';
import type { ObjectType } from './object-types.ts';
import type { Pipeline } from './pipeline-store.ts';
import { type CrmRecord, valueIn } from './record.ts';

/**
 * Completes and checks the pipeline and stage of a row: a stage brings its pipeline along, a pipeline alone means its
 * first stage, and a new record without either goes where the account's switch says. Changes `values`; returns what
 * HubSpot refuses.
 */
export function pipelineValues(
  core: Core,
  type: ObjectType,
  existing: CrmRecord | null,
  values: Map<string, string>,
): Problem[] {
  if (!type.pipeline) return [];
  const { name, stage } = type.pipeline;
  if (!core.properties.live(type.id, name) || !core.properties.live(type.id, stage)) return [];
  const pipelines = core.pipelines.list(type.id);
  const pipelineId = values.get(name);
  const stageId = values.get(stage);
  const pipeline = pipelineId ? core.pipelines.get(type.id, pipelineId) : undefined;
  if (pipelineId && !pipeline) return [invalidOption(name, pipelineId, pipelines)];
  if (stageId) {
    const found = core.pipelines.stage(type.id, stageId);
    const allowed = pipeline ? pipeline.stages : pipelines.flatMap((one) => one.stages);
    if (!found || (pipeline && found.pipeline !== pipeline)) return [invalidOption(stage, stageId, allowed)];
    values.set(name, found.pipeline.id);
    return [];
  }
  if (pipeline) return enterPipeline(pipeline, stage, existing, values);
  if (existing || core.switches.defaultStage === 'none') return [];
  const first = pipelines[0];
  const firstStage = first?.stages[0];
  if (!first || !firstStage) return [];
  values.set(name, first.id);
  values.set(stage, firstStage.id);
  return [];
}

function enterPipeline(
  pipeline: Pipeline,
  stage: string,
  existing: CrmRecord | null,
  values: Map<string, string>,
): Problem[] {
  const present = existing ? valueIn(existing, stage) : undefined;
  const first = pipeline.stages[0];
  if (first && !pipeline.stages.some((one) => one.id === present)) values.set(stage, first.id);
  return [];
}

function invalidOption(
  name: string,
  value: string,
  options: readonly { readonly id: string; readonly label: string }[],
): Problem {
  const list = options.map((one) => `label: ${JSON.stringify(one.label)}, value: ${JSON.stringify(one.id)}`).join(', ');
  return { name, code: 'INVALID_OPTION', message: `${value} was not one of the allowed options: [${list}]` };
}
