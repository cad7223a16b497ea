import type { ClaimedKey } from '../ledger/contract.ts';
import { priorities } from '../ledger/contract.ts';
import { LaneLostError } from '../ledger/errors.ts';
import { chunk } from '../lib/chunk.ts';
import { claimDue, defaultPasses, workClaimed } from './pass.ts';
import type { Lane, PassReport, Route } from './types.ts';

export interface WorkDueOptions {
  readonly signal?: AbortSignal;
  /** No pass begins later than this after the first one, so that others get a turn. */
  readonly beginWithinMs?: number;
  readonly onPass?: (report: PassReport) => Promise<void>;
}

/**
 * Works what is due. Passes over nothing but history run beside each other, until something else is due or nothing is;
 * any other pass runs alone, because it may join or take apart what others work on. Returns the number of passes.
 * @throws as `workClaimed`, when all passes that had begun have ended.
 */
export async function workDue(route: Route, lane: Lane, options: WorkDueOptions = {}): Promise<number> {
  const { atOnce } = route.passes ?? defaultPasses;
  const { signal, beginWithinMs = Number.POSITIVE_INFINITY } = options;
  const begun = route.clock.now().getTime();
  const running = new Set<Promise<void>>();
  const errors: unknown[] = [];
  let passes = 0;
  const begin = (claimed: readonly ClaimedKey[]) => {
    passes += 1;
    const pass = workClaimed(route, lane, claimed)
      .then((report) => options.onPass?.(report))
      .catch((error: unknown) => void errors.push(error))
      .finally(() => running.delete(pass));
    running.add(pass);
  };
  try {
    let alone = false;
    while (!alone && errors.length === 0 && signal?.aborted !== true) {
      if (passes > 0 && route.clock.now().getTime() - begun >= beginWithinMs) break;
      const next = await nextPasses(route, lane);
      if (next.length === 0) break;
      // What has been claimed is worked, whatever happens meanwhile.
      for (const claimed of next) {
        alone = !mayRunBeside(claimed);
        if (alone) await Promise.all(running);
        begin(claimed);
        if (running.size >= atOnce) await Promise.race(running);
      }
    }
  } finally {
    await Promise.all(running);
  }
  if (errors.length > 0) throw errors.find((error) => error instanceof LaneLostError) ?? errors[0];
  return passes;
}

/** Rows of history, as many as such a pass has, claimed by and by; behind them what must run alone, if that came up. */
async function nextPasses(route: Route, lane: Lane): Promise<readonly (readonly ClaimedKey[])[]> {
  const { historyKeys } = route.passes ?? defaultPasses;
  const rows: ClaimedKey[] = [];
  while (rows.length < historyKeys) {
    const claimed = await claimDue(route, lane);
    if (claimed === null) break;
    if (!mayRunBeside(claimed)) return [...chunk(rows, historyKeys), claimed];
    rows.push(...claimed);
  }
  return chunk(rows, historyKeys);
}

/** A key that was taken up this often without an outcome is handed out alone: it may be what ends the process. */
const claimsOfSuspect = 3;

/** Rows of history that nothing else is known of: no evidence that joins or deletes, no record to be read again. */
function mayRunBeside(claimed: readonly ClaimedKey[]): boolean {
  return claimed.every(
    ({ priority, staged, evidence, claims }) =>
      priority <= priorities.history && staged !== null && evidence.length === 0 && claims < claimsOfSuspect,
  );
}
