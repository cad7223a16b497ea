import type { Random } from '../../src/lib/random.ts';
import type { Dose, Doses } from './dose.ts';

/** What is left to do once a fault has run its dose. */
export type Recovery =
  /** Nothing: the product comes right by itself, within seconds or at its next look. */
  | 'by itself'
  /** Nothing, but it takes longer than a demonstration: a platform wants minutes, hours or midnight. */
  | 'in time'
  /** A person decides or mends something, and is told what. */
  | 'by a person';

/** One entry of a fault plan: which fault, and how much of it. */
export interface PlannedFault extends Dose {
  readonly fault: string;
  /** How late, how long or how far, for faults that are measured in time. */
  readonly minutes?: number;
}

/** Faults that rule together. */
export type FaultPlan = readonly PlannedFault[];

/** What an armed fault gets: its counter, its measure, and randomness of its own. */
export interface Arming {
  readonly doses: Doses;
  readonly minutes: number;
  readonly random: Random;
}

/** A fault that a platform can be told to have, with what is known of it. */
export interface NamedFault<Target> {
  /** `shopify-throttled`, `hubspot-lost-answer`. */
  readonly name: string;
  /** What goes wrong, for people. */
  readonly happens: string;
  /** Where it is known from: `HubSpot docs: …`, or `design` for what follows from how the platform works. */
  readonly source: string;
  /** What the product must make of it: the state of the world afterwards. */
  readonly promise: string;
  readonly recovery: Recovery;
  /** What is struck where a plan does not say it; without a number of times it lasts until it is taken back. */
  readonly dose: Dose;
  /** Struck more often than this it may become another case, with another recovery: what is drawn stays within it. */
  readonly mostTimes?: number;
  /** Default measure of faults that have one. */
  readonly minutes?: number;
  /** Sets the fault up. What it returns takes back what outlasts single occasions. */
  readonly arm: (target: Target, arming: Arming) => (() => void) | undefined;
}
