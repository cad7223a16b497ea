import { formatKey, type WorkKey } from '../commerce/keys.ts';

export interface Candidate {
  readonly key: WorkKey;
  readonly priority: number;
  /** Claims without an outcome before this one. */
  readonly claims: number;
}

/** A key that was taken up this often without an outcome may be what ends the process: it is worked alone. */
const claimsBeforeAlone = 2;
/**
 * Taken up this often without an outcome, a key is not handed out again. Most of them alone, because a process also ends for
 * reasons of its own: one that is killed again and again soon after its start meets the same key each time, and five claims
 * called such keys guilty that were not.
 */
const claimsBeforeDeadLetter = 10;
/** Every fifth key is the oldest one, so that a flood of live changes does not stop history for ever. */
const agedShare = 5;

/** The share of a claim that goes by priority. `urgent` holds the first `limit` keys by priority, in that order. */
export function byPriority(urgent: readonly Candidate[], limit: number): readonly Candidate[] {
  return urgent.slice(0, limit - Math.floor(limit / agedShare));
}

/**
 * Which keys a claim takes: the share by priority, then the oldest of the others, then what is left by priority.
 * Returns the keys to hand out, and those that have been handed out too often.
 */
export function arrange(
  urgent: readonly Candidate[],
  oldest: readonly Candidate[],
  limit: number,
): { readonly take: readonly Candidate[]; readonly expired: readonly Candidate[] } {
  const chosen = new Map<string, Candidate>();
  for (const candidate of [...byPriority(urgent, limit), ...oldest, ...urgent]) {
    const name = formatKey(candidate.key);
    if (chosen.size < limit && !chosen.has(name)) chosen.set(name, candidate);
  }
  const all = [...chosen.values()];
  const expired = all.filter(({ claims }) => claims >= claimsBeforeDeadLetter);
  const usable = all.filter(({ claims }) => claims < claimsBeforeDeadLetter);
  const suspect = usable.find(({ claims }) => claims >= claimsBeforeAlone);
  return { take: suspect === undefined ? usable : [suspect], expired };
}
