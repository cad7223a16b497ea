/**
 * The rooms of `src/` from the one that knows least to the one that knows most. A file may import its own room and rooms
 * before it. Connectors share one place: each is a room of its own, and what it may import is narrower (see imports.ts).
 */
export const roomOrder: readonly string[] = [
  'lib',
  'commerce',
  'field-map',
  'identity',
  'readiness',
  'connector',
  'ledger',
  'sync',
  'connectors',
  'report',
  'export',
  'alerts',
  'config',
  'app',
  'http',
  'cli',
];

/** Rooms that compute and nothing else: no input or output, no clock, no chance. */
export const pureRooms = ['commerce', 'field-map', 'identity', 'readiness', 'report'];

export interface Room {
  /** `src`: a room of the product. `outside`: simulator, test, scripts, bench. */
  readonly kind: 'src' | 'outside' | 'unknown';
  /** `commerce`, `sources/shopify`, `destinations/hubspot`, `simulator`, `test` … */
  readonly name: string;
  /** Place in `roomOrder`; -1 outside `src`. */
  readonly rank: number;
}

/** The room of a path from the root of the repository. `unknown` for a file of `src` that lies in no room. */
export function roomOf(path: string): Room {
  const [top = '', first = '', second = ''] = path.split('/');
  if (top !== 'src') return { kind: 'outside', name: top, rank: -1 };
  if (first === 'sources' || first === 'destinations') {
    return { kind: 'src', name: `${first}/${second}`, rank: roomOrder.indexOf('connectors') };
  }
  const rank = roomOrder.indexOf(first);
  return rank === -1 ? { kind: 'unknown', name: first, rank } : { kind: 'src', name: first, rank };
}

export function isConnector(room: Room): boolean {
  return room.kind === 'src' && room.rank === roomOrder.indexOf('connectors');
}
