import type { Doses } from '../../faults/dose.ts';
import type { NamedFault } from '../../faults/named-fault.ts';
import type { FilterFate } from '../search/ignored-filters.ts';
import type { StoreTarget } from './target.ts';

const minuteMs = 60_000;
const source = 'Shopify docs: search syntax; recorded on the live API';

function ignoring(fate: Exclude<FilterFate, 'holds'>) {
  return ({ ignoredFilters }: StoreTarget, { doses }: { readonly doses: Doses }): undefined => {
    // Filters of times are the ones that lists go by; a name is compared again wherever it is searched for.
    ignoredFilters.add(fate, doses, /(updated_at|processed_at|created_at|customer_date|return_status)/);
  };
}

export const searchFaults: readonly NamedFault<StoreTarget>[] = [
  {
    name: 'shopify-search-lag',
    happens: 'lists, searches and counts follow the records late',
    source,
    promise: 'sweeps overlap and stay behind the present, so that what shows late is found by the next one',
    recovery: 'by itself',
    dose: {},
    minutes: 0.1,
    arm: ({ indexes, searchLagMs }, { doses, minutes }) => {
      doses.hit();
      for (const index of Object.values(indexes)) index.setLag(searchLagMs + minutes * minuteMs);
      return () => {
        for (const index of Object.values(indexes)) index.setLag(searchLagMs);
      };
    },
  },
  {
    name: 'shopify-search-skips-rows',
    happens: 'lists show later changes while they still lack an earlier one',
    source: 'reported by other integrations; no bound of the lag is published',
    promise: 'the comparison of both sides finds what every sweep passed over',
    recovery: 'by itself',
    dose: { share: 0.3 },
    minutes: 0.2,
    arm: ({ indexes }, { doses, minutes }) => {
      for (const index of Object.values(indexes)) {
        index.setStraggling(() => (doses.strikes() ? minutes * minuteMs : 0));
      }
      return () => {
        for (const index of Object.values(indexes)) index.setStraggling(() => 0);
      };
    },
  },
  {
    name: 'shopify-filter-warned',
    happens: 'a filter is ignored, everything matches, and a warning beside the data says so',
    source,
    promise: 'the warning fails the call: nothing is concluded from a list of everything',
    recovery: 'by itself',
    dose: { times: 1 },
    arm: ignoring('ignored with a warning'),
  },
  {
    name: 'shopify-filter-ignored',
    happens: 'a filter is ignored, everything matches, and nothing says so',
    source,
    promise: 'records outside the asked window give it away: the list is not trusted and asked for again',
    recovery: 'by itself',
    dose: { times: 1 },
    arm: ignoring('ignored'),
  },
];
