import type { Clock } from '../../src/lib/clock.ts';
import type { Random } from '../../src/lib/random.ts';
import type { AssociationStore } from './association-store.ts';
import type { PipelineStore } from './pipeline-store.ts';
import type { PropertyStore } from './property-store.ts';
import type { RecordStore } from './record-store.ts';
import type { RuleStore } from './rule-store.ts';
import type { Switches } from './switches.ts';

/** The state of one simulated account, as its verbs see it. */
export interface Core {
  readonly portalId: number;
  /** What people call the account; shown on its pages only, the API does not tell it. */
  readonly name: string;
  readonly switches: Switches;
  readonly clock: Clock;
  readonly random: Random;
  readonly properties: PropertyStore;
  readonly records: RecordStore;
  readonly rules: RuleStore;
  readonly pipelines: PipelineStore;
  readonly associations: AssociationStore;
  /** Records on a page of a list, however many were asked for; null = as many as were asked for. */
  readonly longestPage: number | null;
  /** How far the search index lies behind, in milliseconds. */
  searchLagMs: number;
  /** Beginning of every record address, `http://127.0.0.1:43121`; known once the server listens. */
  uiOrigin: string;
}

export type ApiVersion = '2026-03' | '2026-09';

export function nowOf(core: Core): number {
  return core.clock.now().getTime();
}
