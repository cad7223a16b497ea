import type { NamedFault } from '../../faults/named-fault.ts';
import { accessFaults } from './access.ts';
import { answerFaults } from './answers.ts';
import { definitionFaults } from './definitions.ts';
import { limitFaults } from './limits.ts';
import { peopleFaults } from './people.ts';
import type { HubSpotTarget } from './target.ts';

/** Everything that a simulated HubSpot account can be told to do wrong, its people included. */
export const hubSpotFaults: readonly NamedFault<HubSpotTarget>[] = [
  ...limitFaults,
  ...answerFaults,
  ...accessFaults,
  ...definitionFaults,
  ...peopleFaults,
];
