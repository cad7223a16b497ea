import type { Doses } from '../../faults/dose.ts';

/** What Shopify makes of one filter: it holds, or everything matches, with or without saying so. */
export type FilterFate = 'holds' | 'ignored with a warning' | 'ignored';

interface Planned {
  readonly doses: Doses;
  readonly fate: Exclude<FilterFate, 'holds'>;
  /** Beginning of the filters that it strikes. */
  readonly field: RegExp;
}

/** Filters that the search ignores although nothing is wrong with them. */
export class IgnoredFilters {
  #planned: Planned[] = [];

  add(fate: Planned['fate'], doses: Doses, field = /./): void {
    this.#planned.push({ fate, doses, field });
  }

  clear(): void {
    this.#planned = [];
  }

  /** Asked once for each search with a filter. */
  fateOf(query: string | null | undefined): FilterFate {
    if (!query) return 'holds';
    const struck = this.#planned.find(({ doses, field }) => field.test(query) && doses.strikes());
    return struck?.fate ?? 'holds';
  }
}
