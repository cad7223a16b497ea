import { ConnectorError, type Failure } from '../../connector/failure.ts';

/** One thing that has to be right before both sides can be connected. */
export interface CheckStep {
  /** Stable: scripts and tests go by it. */
  readonly step: string;
  readonly state: 'good' | 'warning' | 'failed' | 'not checked';
  /** What was found, for people. */
  readonly found: string;
  /** What to click, where something is to be done. */
  readonly remedy: string | null;
}

export interface ConnectCheck {
  /** No step failed; warnings are possible. */
  readonly ok: boolean;
  /** The step that failed. */
  readonly failedAt: string | null;
  readonly steps: readonly CheckStep[];
}

export function checkOf(steps: readonly CheckStep[]): ConnectCheck {
  const failed = steps.find(({ state }) => state === 'failed');
  return { ok: failed === undefined, failedAt: failed?.step ?? null, steps };
}

export function good(step: string, found: string): CheckStep {
  return { step, state: 'good', found, remedy: null };
}

export function failed(step: string, found: string, remedy: string): CheckStep {
  return { step, state: 'failed', found, remedy };
}

/** The failure behind an error of a connector; anything else is thrown on. */
export function connectorFailure(error: unknown): Failure {
  if (error instanceof ConnectorError) return error.failure;
  throw error;
}
