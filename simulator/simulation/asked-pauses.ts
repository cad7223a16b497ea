import type { Call, Fate } from './network.ts';

const writes = /\/batch\/(create|update|archive)$/;

/**
 * A witness of pauses: a write that a platform has put off with Retry-After is not sent again before that time is over. The
 * platform would only put it off once more, so that nothing at the end shows it.
 */
export class AskedPauses {
  readonly #until = new Map<string, number>();
  readonly problems: string[] = [];

  /** Every call when it leaves, with what becomes of it. */
  see(call: Call, fate: Fate, now: Date): void {
    if (call.to !== 'crm' || call.method !== 'POST' || !writes.test(call.path)) return;
    const name = `${call.path} ${call.body}`;
    const until = this.#until.get(name) ?? 0;
    this.#until.delete(name);
    const early = until - now.getTime();
    if (early > 0) this.problems.push(`${call.path} came again ${early} ms before the time that was asked for`);
    if (typeof fate.answer !== 'object' || !('headers' in fate.answer)) return;
    const seconds = Number(fate.answer.headers?.['retry-after'] ?? 0);
    if (seconds > 0) this.#until.set(name, now.getTime() + seconds * 1_000);
  }
}
