import type { LoadSummary } from '../../../simulator/loaders/load-folder.ts';
import type { Story } from '../../../simulator/merchant/story-plan.ts';
import type { Truth } from '../../../simulator/merchant/truth.ts';
import type { FieldMap } from '../../field-map/types.ts';
import type { IdentityRules } from '../../identity/rules.ts';
import type { HttpApps } from '../http-apps.ts';
import type { Runtime } from '../runtime.ts';
import type { Simulators } from '../simulators.ts';
import type { DemoDocument } from './document.ts';
import type { DemoOptions, DemoReporter } from './options.ts';
import type { Place } from './place.ts';
import type { World } from './prepare.ts';

/** What whoever starts a demo hands in. */
export interface DemoTools {
  readonly apps: HttpApps;
  /** The fields of this configuration; those of the core where there is none. */
  readonly map: FieldMap;
  readonly identity: IdentityRules;
  readonly reporter: DemoReporter;
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
  /** Told once, when the numbers are there; the demo may go on after it. */
  onDocument(document: DemoDocument): void;
}

export interface RehearsalInput {
  readonly options: DemoOptions;
  readonly simulators: Simulators;
  readonly place: Place;
  readonly runtime: Runtime;
  readonly tools: DemoTools;
}

/** What the store holds before the product looks: a made-up merchant, or the files of a real shop. */
export interface Past {
  readonly truth: Truth;
  /** Nothing that belongs to the CRM is older. */
  readonly since: Date;
  readonly world: World | null;
  readonly loaded: LoadSummary | null;
}

export interface PlayedStory {
  readonly story: Story;
  readonly startedAt: Date;
  readonly endedAt: Date;
}
