const day = 86_400_000;

/**
 * What a platform asks us to wait, in milliseconds, as far as it can be meant: limits end within a day. A longer wait is a
 * broken answer, after which nobody would ever ask again.
 */
export function believedWait(milliseconds: number): number {
  return Math.min(milliseconds, day);
}
