import type { PatternName } from './catalogue/entry.ts';
import type { ChoiceProblem } from './choice.ts';
import type { PropertyBook } from './property-book.ts';
import { type ChosenField, isWrittenToCrm } from './select.ts';

type Part = 'owner' | 'use' | 'usedBy' | 'fill' | 'property' | 'empty';

/** What is wrong with each field by itself. */
export function fieldProblems(
  pattern: PatternName,
  chosen: readonly ChosenField[],
  book: PropertyBook | null,
): ChoiceProblem[] {
  return chosen.flatMap((field) => [
    ...ownerProblems(field),
    ...useProblems(pattern, field),
    ...fillProblems(field),
    ...propertyProblems(field, book),
  ]);
}

function problem(field: ChosenField, part: Part | null, found: string, allowed: string, remedy: string): ChoiceProblem {
  return { path: ['fields', field.entry.name, ...(part === null ? [] : [part])], found, allowed, remedy };
}

const isTags = (name: string) => name.endsWith('.tags');

/** Two who share the tags overwrite each other's, whatever they are called together. */
const severalNames = /[,;&+/]|\s(?:and|or)\s/i;

function ownerProblems(field: ChosenField): ChoiceProblem[] {
  const { entry, given, owner, ownerName } = field;
  if (given === null) return [];
  if (isTags(entry.name) && ownerName === null) {
    const found = given.owner === undefined ? 'tags without an owner' : `tags of "${given.owner}", who is not named`;
    const remedy = `Name the one team that decides tags: owner: "shopify (name of the team)".`;
    return [problem(field, given.owner === undefined ? null : 'owner', found, 'exactly one named owner', remedy)];
  }
  if (isTags(entry.name) && ownerName !== null && severalNames.test(ownerName)) {
    const remedy = 'Name the one team that decides tags; who else uses them belongs under usedBy.';
    return [problem(field, 'owner', `tags of several: "${ownerName}"`, 'exactly one named owner', remedy)];
  }
  if (owner === 'shopify' && entry.value === undefined) {
    const found = `shopify, which knows nothing of it (${entry.from})`;
    return [
      problem(field, 'owner', found, 'crm or marketing (name)', 'Remove the line: it stays with whoever decides it.'),
    ];
  }
  if (owner === 'marketing' && ownerName === null) {
    const remedy = 'Name the system that decides it: owner: "marketing (Klaviyo)".';
    return [problem(field, 'owner', 'marketing without a name', "marketing with the system's name", remedy)];
  }
  if (owner !== 'shopify' && given.empty !== undefined) {
    const found = `${given.empty}, for a field that ${owner} owns`;
    return [
      problem(field, 'empty', found, 'only with owner shopify', 'Remove it: nothing of ours changes this field.'),
    ];
  }
  return [];
}

function useProblems(pattern: PatternName, field: ChosenField): ChoiceProblem[] {
  const { entry, given, inPattern, owner, use } = field;
  if (given === null) return [];
  if (pattern === 'reporting' && given.use === 'same day') {
    const remedy = 'Remove it, or choose the pattern by what people do the same day.';
    return [
      problem(field, 'use', '"same day" in the pattern reporting', 'periodically: reporting writes no CRM', remedy),
    ];
  }
  if (use === 'periodically' && owner !== 'shopify') {
    const found = `"periodically", for a field that ${owner} owns`;
    return [problem(field, 'use', found, 'only with owner shopify', 'Remove it.')];
  }
  if (use === 'periodically' && given.property !== undefined) {
    const found = `"${given.property}", for a field that is used periodically`;
    const remedy = 'Remove the property, or write use: same day.';
    return [problem(field, 'property', found, 'no property: it goes to the files alone', remedy)];
  }
  const beyond = !inPattern && (owner === 'shopify' || field.fill === 'once');
  const missing = [given.use === undefined ? 'use' : null, given.usedBy === undefined ? 'usedBy' : null].filter(
    (name) => name !== null,
  );
  if (!beyond || missing.length === 0) return [];
  const found = `${entry.label} without ${missing.join(' and ')}, although the pattern ${pattern} does not have it`;
  const allowed = 'a field beyond the pattern says who uses it and when';
  const remedy = `Add usedBy: who acts on it, and use: same day or periodically. If nobody does, remove the field.`;
  return [problem(field, null, found, allowed, remedy)];
}

function fillProblems(field: ChosenField): ChoiceProblem[] {
  const { entry, fill, owner, use } = field;
  if (fill === null) return [];
  if (owner === 'shopify') {
    const remedy = 'Write owner: crm to seed it and leave it to people, or remove fill to keep it true.';
    return [problem(field, 'fill', 'once, for a field that shopify owns', 'only with owner crm or marketing', remedy)];
  }
  if (entry.value === undefined) {
    const found = `once, for a field of which Shopify knows nothing (${entry.from})`;
    return [problem(field, 'fill', found, 'fields that Shopify has a value for', 'Remove it.')];
  }
  if (use === 'same day') return [];
  return [
    problem(field, 'fill', 'once, for a field that never lies in the CRM', 'only with use: same day', 'Remove it.'),
  ];
}

function propertyProblems(field: ChosenField, book: PropertyBook | null): ChoiceProblem[] {
  const { entry, property } = field;
  if (property === null || book === null || !isWrittenToCrm(field)) return [];
  const refusal = book.refusal(entry, property);
  return refusal === null ? [] : [problem(field, 'property', refusal.found, refusal.allowed, refusal.remedy)];
}
