import { readInstant, reconcileSetting, sweepSetting } from '../../sync/settings.ts';
import type { Route } from '../../sync/types.ts';

/** Sweeps whose position says that everything up to it has been looked for. */
const sweeps = ['orders changed', 'customers changed', 'returns', 'deletions'] as const;

/** What lies further ahead belongs to another day: a payment term that falls due, a weekly look. */
const nearMs = 30_000;
const pollMs = 200;

export interface Convergence {
  readonly converged: boolean;
  /** What was still open when waiting ended, for people. */
  readonly open: string | null;
}

/**
 * Waits until everything up to `until` has been looked for by every sweep, nothing is due soon, and no call is
 * unsettled; at most `limitMs`.
 */
export async function waitForConvergence(
  route: Route,
  options: { readonly until: Date; readonly limitMs: number; readonly signal: AbortSignal },
): Promise<Convergence> {
  const { clock } = route;
  const end = clock.now().getTime() + options.limitMs;
  let calm = 0;
  for (;;) {
    const open = await whatIsOpen(route, options.until);
    calm = open === null ? calm + 1 : 0;
    // Twice in a row: a sweep that has just ended may be about to make keys due.
    if (calm >= 2) return { converged: true, open: null };
    if (clock.now().getTime() > end) return { converged: false, open };
    await clock.sleep(pollMs, options.signal);
  }
}

async function whatIsOpen(
  { ledger, clock, sourceAccount, destinationAccount }: Route,
  until: Date,
): Promise<string | null> {
  const { source } = sourceAccount;
  const { destination } = destinationAccount;
  for (const sweep of sweeps) {
    const at = await readInstant(ledger, sweepSetting(source, sweep));
    if (at === null || at.getTime() < until.getTime()) return `the sweep "${sweep}" has not come so far`;
  }
  const compared = await readInstant(ledger, reconcileSetting(destination, source));
  if (compared === null || compared.getTime() < until.getTime()) return 'both sides have not been compared since';
  const unsettled = await ledger.unsettled({ destination });
  if (unsettled.length > 0) return `${unsettled.length} batches are not settled`;
  const due = await ledger.dueSummary({ lane: destination, source, now: clock.now() });
  if (due.ready + due.leased > 0) return `${due.ready + due.leased} changes are being worked`;
  const soon = due.nextAt !== null && due.nextAt.getTime() < clock.now().getTime() + nearMs;
  return soon ? `${due.later} changes wait for a moment that is near` : null;
}
