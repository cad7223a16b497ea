import { generateStory } from '../../../simulator/merchant/story.ts';
import type { Route } from '../../sync/types.ts';
import type { Service } from '../service.ts';
import { peopleOf } from './crm-people.ts';
import type { PlayedStory, RehearsalInput } from './parts.ts';
import { playStory } from './play.ts';
import type { World } from './prepare.ts';

/** Scenes begin this far apart and overlap; each lasts up to twenty seconds. */
const paceMs = 700;
/** Between the start of the service and the first act. */
const leadMs = 1_000;

/** Plays the story in the store and among the people in the CRM, while the service works. */
export async function liveStory(
  { options, simulators, runtime, tools }: RehearsalInput,
  route: Route,
  world: World,
  service: Service,
): Promise<PlayedStory> {
  const { clock } = runtime;
  const startedAt = new Date(clock.now().getTime() + leadMs);
  const story = generateStory(options.seed, world.merchant, { startsAt: startedAt, paceMs });
  const people = peopleOf(simulators.crm.account, route.destination, route.sourceAccount.source);
  const stop = new AbortController();
  const signal = AbortSignal.any([tools.signal, stop.signal]);
  const playing = playStory(
    story.acts,
    { store: world.truth.store, people, refs: world.refs, clock },
    { onProgress: tools.reporter.progress, signal },
  );
  // A service that ends by itself must not leave the story playing to nobody.
  await Promise.race([playing, service.ended.then(() => playing)]).catch((error: unknown) => {
    stop.abort(error);
    throw error;
  });
  tools.reporter.line(`  ${story.acts.length} acts in the store and in the CRM`);
  return { story, startedAt, endedAt: clock.now() };
}
