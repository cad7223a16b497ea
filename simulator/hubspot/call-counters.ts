import { findObjectType } from './object-types.ts';

/** What the account was asked, by method and path family (`POST /crm/objects/orders/batch/read`). */
export interface CallCounts {
  readonly total: number;
  /** Calls that can change something in the account. */
  readonly writes: number;
  readonly refused: number;
  readonly byFamily: Readonly<Record<string, number>>;
}

const VERSION = /^\d{4}-\d{2}$/;
const VERBS = new Set(['batch', 'search', 'merge', 'gdpr-delete', 'groups']);

/** A path without version, record ids and property names; object types by their plural name. */
export function familyOf(method: string, path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '' && !VERSION.test(segment));
  const kind = segments[1];
  const named = segments.map((segment, index) => {
    const type = index >= 2 ? findObjectType(segment) : undefined;
    if (type) return type.plural;
    if (/^\d+$/.test(segment)) return '{id}';
    const isId = index === 3 && (kind === 'objects' || kind === 'properties') && !VERBS.has(segment);
    return isId ? '{id}' : segment;
  });
  return `${method} /${named.join('/')}`;
}

/** HubSpot asks what a token may with a POST as well. */
const READING = /\/(batch\/read|search|access-token-info)$/;

export class CallCounters {
  readonly #byFamily = new Map<string, number>();
  #total = 0;
  #writes = 0;
  #refused = 0;

  count(method: string, path: string): void {
    const family = familyOf(method, path);
    this.#byFamily.set(family, (this.#byFamily.get(family) ?? 0) + 1);
    this.#total += 1;
    if (method !== 'GET' && !READING.test(path)) this.#writes += 1;
  }

  countRefusal(): void {
    this.#refused += 1;
  }

  read(): CallCounts {
    return {
      total: this.#total,
      writes: this.#writes,
      refused: this.#refused,
      byFamily: Object.fromEntries([...this.#byFamily].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }

  reset(): void {
    this.#byFamily.clear();
    this.#total = 0;
    this.#writes = 0;
    this.#refused = 0;
  }
}
