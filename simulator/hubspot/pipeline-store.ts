export interface Stage {
  readonly id: string;
  readonly label: string;
  readonly displayOrder: number;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Pipeline {
  readonly id: string;
  readonly label: string;
  readonly displayOrder: number;
  readonly stages: readonly Stage[];
}

function stages(rows: readonly (readonly [id: string, label: string, metadata: Record<string, string>])[]): Stage[] {
  return rows.map(([id, label, metadata], displayOrder) => ({ id, label, displayOrder, metadata }));
}

const OPEN = { state: 'OPEN' };
const CLOSED = { state: 'CLOSED' };

/** These ids are the same in every account that was looked at, but a client must not rely on that. */
const ORDER_PIPELINE: Pipeline = {
  id: '14a2e10e-5471-408a-906e-c51f3b04369e',
  label: 'Order Pipeline',
  displayOrder: 0,
  stages: stages([
    ['4b27b500-f031-4927-9811-68a0b525cbae', 'Open', OPEN],
    ['937ea84d-0a4f-4dcf-9028-3f9c2aafbf03', 'Processed', OPEN],
    ['aa99e8d0-c1d5-4071-b915-d240bbb1aed9', 'Shipped', OPEN],
    ['3725360f-519b-4b18-a593-494d60a29c9f', 'Delivered', CLOSED],
    ['3c85a297-e9ce-400b-b42e-9f16853d69d6', 'Cancelled', CLOSED],
  ]),
};

const DEAL_PIPELINE: Pipeline = {
  id: 'default',
  label: 'Sales Pipeline',
  displayOrder: 0,
  stages: stages([
    ['appointmentscheduled', 'Appointment Scheduled', { isClosed: 'false', probability: '0.2' }],
    ['qualifiedtobuy', 'Qualified To Buy', { isClosed: 'false', probability: '0.4' }],
    ['presentationscheduled', 'Presentation Scheduled', { isClosed: 'false', probability: '0.6' }],
    ['contractsent', 'Contract Sent', { isClosed: 'false', probability: '0.9' }],
    ['closedwon', 'Closed Won', { isClosed: 'true', probability: '1.0' }],
    ['closedlost', 'Closed Lost', { isClosed: 'true', probability: '0.0' }],
  ]),
};

export class PipelineStore {
  readonly #byType = new Map<string, Map<string, Pipeline>>([
    ['0-123', new Map([[ORDER_PIPELINE.id, ORDER_PIPELINE]])],
    ['0-3', new Map([[DEAL_PIPELINE.id, DEAL_PIPELINE]])],
  ]);

  list(typeId: string): Pipeline[] {
    return [...(this.#byType.get(typeId)?.values() ?? [])].sort((a, b) => a.displayOrder - b.displayOrder);
  }

  get(typeId: string, id: string): Pipeline | undefined {
    return this.#byType.get(typeId)?.get(id);
  }

  /** Stores a pipeline of a type that has pipelines (orders and deals). */
  put(typeId: string, pipeline: Pipeline): void {
    this.#byType.get(typeId)?.set(pipeline.id, pipeline);
  }

  stage(typeId: string, stageId: string): { readonly pipeline: Pipeline; readonly stage: Stage } | undefined {
    for (const pipeline of this.list(typeId)) {
      const stage = pipeline.stages.find((one) => one.id === stageId);
      if (stage) return { pipeline, stage };
    }
    return undefined;
  }

  isClosed(typeId: string, stageId: string): boolean {
    const metadata = this.stage(typeId, stageId)?.stage.metadata;
    return metadata?.['state'] === 'CLOSED' || metadata?.['isClosed'] === 'true';
  }
}
