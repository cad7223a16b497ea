import { defaultMap } from './build.ts';
import type { FieldMap } from './types.ts';

/**
 * The minimum that every set-up has, in the order in which people ask for it: who bought, which order, its value, its
 * date, what was refunded, what was shipped, where it came from, and the way back to the original.
 */
export const coreFieldMap: FieldMap = defaultMap().crm;
