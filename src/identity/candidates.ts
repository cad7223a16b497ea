import type { NameVerdict } from './name.ts';

/** A record that the CRM has already and that may stand for a person of the store. */
export interface Candidate {
  readonly crmId: string;
  /** What they share; the strongest of it. `decision`: a person has said that it is theirs. */
  readonly by: 'decision' | 'key' | 'email' | 'phone';
  /** The subject that has this CRM record already, if any. */
  readonly subjectId: string | null;
  /** How the names compare; only looked at where nothing but the phone number is shared. */
  readonly name: NameVerdict;
  /** It has an e-mail address, and none that the person has. */
  readonly otherEmail: boolean;
  /** A person has said that it is somebody else. */
  readonly apart: boolean;
}

export type Choice =
  | { readonly take: string }
  | { readonly make: true }
  /** Several fit, or one about which nobody can be sure. */
  | { readonly ask: 'several' | 'unsure'; readonly crmIds: readonly string[] };

/**
 * Which record of the CRM is the subject's. A decision beats everything, then our key, then an address (also a secondary
 * one). A phone number is shared in households and offices, so by itself it only ever finds a record that no other
 * subject has and whose name does not differ, and takes it over only where the name agrees and no address speaks
 * against it; what is left of doubt is asked. Beside a record found by address it can say that there is a second one of
 * the same person.
 */
export function chooseRecord(candidates: readonly Candidate[], subjectId: string): Choice {
  const open = candidates.filter(({ apart }) => !apart);
  const own = open.filter((one) => one.subjectId === null || one.subjectId === subjectId);
  for (const by of ['decision', 'key'] as const) {
    const [only, second] = idsOf(own.filter((one) => one.by === by));
    if (only !== undefined && second === undefined) return { take: only };
  }
  const strong = open.filter(({ by }) => by !== 'phone');
  const weak = own.filter(
    (one) => one.by === 'phone' && couldBe(one) && !strong.some(({ crmId }) => crmId === one.crmId),
  );
  const sure = weak.filter(({ name }) => name === 'agrees');
  const [first, second] = idsOf(strong);
  if (first !== undefined) {
    const free = strong.every((one) => own.includes(one));
    if (free && second === undefined && sure.length === 0) return { take: first };
    return { ask: 'several', crmIds: idsOf([...strong, ...sure]) };
  }
  const [found, another] = idsOf(weak);
  if (found === undefined) return { make: true };
  if (another !== undefined) return { ask: 'several', crmIds: idsOf(weak) };
  return sure.some(({ otherEmail }) => !otherEmail) ? { take: found } : { ask: 'unsure', crmIds: [found] };
}

/** Another name on one number is another person; no name and another address say nothing either way. */
function couldBe({ name, otherEmail }: Candidate): boolean {
  return name === 'agrees' || (name === 'unknown' && !otherEmail);
}

function idsOf(candidates: readonly Candidate[]): string[] {
  return [...new Set(candidates.map(({ crmId }) => crmId))];
}
