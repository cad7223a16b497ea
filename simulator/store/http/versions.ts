/** Stable versions in November 2026, ascending. */
export const supportedVersions = ['2026-01', '2026-04', '2026-07', '2026-10'] as const;

/**
 * The version that answers a request. One that is not supported any more is silently served by the oldest supported one
 * (Shopify docs: API versioning); no version in the path means the same. Null for a path that is no version at all.
 */
export function servedVersion(asked: string | null, supported: readonly string[]): string | null {
  const [oldest = null] = supported;
  if (asked === null) return oldest;
  if (asked === 'unstable' || supported.includes(asked)) return asked;
  return /^20\d\d-(01|04|07|10)$/.test(asked) ? oldest : null;
}
