import type { Random } from '../../src/lib/random.ts';

/** What can go wrong, by kind; a seed has some of them and not the others. */
export const families = [
  'throttling',
  'lost answer',
  'partial batch',
  'refused batch',
  'missing results',
  'webhooks',
  'search lag',
  'crash',
] as const;

export type Family = (typeof families)[number];

/** How often each family strikes, per call or delivery that it could strike; 0 = the seed does not have it. */
export type Rates = Readonly<Record<Family, number>>;

/** Everything goes wrong, often. */
export const endlessRates: Rates = {
  throttling: 0.1,
  'lost answer': 0.2,
  'partial batch': 0.2,
  'refused batch': 0.1,
  'missing results': 0.1,
  webhooks: 0.5,
  'search lag': 0.15,
  crash: 0.15,
};

/** Each family is missing from two seeds of five, because faults can also hide each other; `mild` as on usual days. */
export function drawRates(random: Random, mild: boolean): Rates {
  const draw = () => (random.chance(0.6) ? random.pick(mild ? [0.005, 0.02] : [0.02, 0.06, 0.15]) : 0);
  return {
    throttling: draw(),
    'lost answer': draw(),
    'partial batch': draw(),
    'refused batch': draw(),
    'missing results': draw(),
    webhooks: draw() * 3,
    'search lag': draw(),
    crash: draw(),
  };
}
