/** Whether two names can be those of one person; `unknown` where one of them says too little. */
export type NameVerdict = 'agrees' | 'differs' | 'unknown';

/** The words of a name without accents and capitals, so that "Élise  MÜLLER-Weiß" is elise, muller, weiß. */
export function nameWords(...parts: readonly (string | null)[]): string[] {
  const text = parts.map((part) => part ?? '').join(' ');
  const bare = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return [...new Set(bare.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== ''))];
}

/**
 * A name agrees when one holds all words of the other and that are two at least: the order, a second first name and a
 * double surname do not matter. One word alone says nothing about who it is, unless the other name lacks it.
 */
export function compareNames(left: readonly string[], right: readonly string[]): NameVerdict {
  const [short, long] = left.length <= right.length ? [left, right] : [right, left];
  if (short.length === 0) return 'unknown';
  const words = new Set(long);
  if (!short.every((word) => words.has(word))) return 'differs';
  return short.length >= 2 ? 'agrees' : 'unknown';
}
