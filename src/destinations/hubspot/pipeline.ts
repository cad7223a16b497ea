import type { Pipeline } from './answers.ts';

/** The order pipeline as the account has it: canonical stage to stage id, both ways unambiguous. */
export interface OrderPipeline {
  readonly id: string;
  readonly stageIds: ReadonlyMap<string, string>;
}

/** Holds a stage's id; its options are the stages of every pipeline. */
export const pipelineProperty = 'hs_pipeline_stage';

/** HubSpot's own order pipeline, with the same ids in every account seen; used where a stage has been relabelled. */
export const usualPipeline = '14a2e10e-5471-408a-906e-c51f3b04369e';
export const usualStages: Readonly<Record<string, string>> = {
  open: '4b27b500-f031-4927-9811-68a0b525cbae',
  processed: '937ea84d-0a4f-4dcf-9028-3f9c2aafbf03',
  shipped: 'aa99e8d0-c1d5-4071-b915-d240bbb1aed9',
  delivered: '3725360f-519b-4b18-a593-494d60a29c9f',
  cancelled: '3c85a297-e9ce-400b-b42e-9f16853d69d6',
};

/**
 * Resolves HubSpot's order pipeline, or the account's first one where that is gone. A stage is found by its label, then
 * by the usual id; a stage that is found by neither is left out, and its values are refused before they are sent.
 */
export function resolvePipeline(pipelines: readonly Pipeline[], choices: readonly string[]): OrderPipeline | null {
  const pipeline = pipelines.find(({ id }) => id === usualPipeline) ?? pipelines[0];
  if (pipeline === undefined) return null;
  const stages = pipeline.stages.filter(({ archived }) => !archived);
  const stageIds = new Map<string, string>();
  for (const choice of choices) {
    const byLabel = stages.find(({ label }) => sameLabel(label, choice));
    const stage = byLabel ?? stages.find(({ id }) => id === usualStages[choice]);
    if (stage !== undefined && ![...stageIds.values()].includes(stage.id)) stageIds.set(choice, stage.id);
  }
  return { id: pipeline.id, stageIds };
}

/** "Canceled" and "Cancelled" are one word to people. */
function sameLabel(left: string, right: string): boolean {
  const plain = (text: string) => text.trim().toLowerCase().replace('canceled', 'cancelled');
  return plain(left) === plain(right);
}
