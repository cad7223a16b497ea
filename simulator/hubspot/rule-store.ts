import type { Problem } from './errors.ts';

/** A rule that an administrator put on a property; HubSpot enforces them on API writes from 2026-09 on. */
export type PropertyRule =
  | { readonly kind: 'required'; readonly typeId: string; readonly name: string }
  | {
      readonly kind: 'conditional';
      readonly typeId: string;
      readonly name: string;
      /** The property is required while this other one has one of these values. */
      readonly when: { readonly name: string; readonly values: readonly string[] };
    };

export class RuleStore {
  #rules: readonly PropertyRule[] = [];

  add(rule: PropertyRule): void {
    this.#rules = [...this.#rules, rule];
  }

  remove(typeId: string, name: string): void {
    this.#rules = this.#rules.filter((rule) => rule.typeId !== typeId || rule.name !== name);
  }

  of(typeId: string): PropertyRule[] {
    return this.#rules.filter((rule) => rule.typeId === typeId);
  }

  /** What a write leaves unkept. `after` reads the values as they would stand afterwards. */
  check(typeId: string, creating: boolean, written: ReadonlySet<string>, after: (name: string) => string): Problem[] {
    const problems: Problem[] = [];
    for (const rule of this.of(typeId)) {
      if (after(rule.name) !== '') continue;
      if (rule.kind === 'required' && (creating || written.has(rule.name))) {
        const message = `A value for ${rule.name} must be provided`;
        problems.push({ name: rule.name, code: 'MISSING_REQUIRED_PROPERTY', message });
      }
      if (rule.kind === 'conditional' && rule.when.values.includes(after(rule.when.name))) {
        if (!creating && !written.has(rule.name) && !written.has(rule.when.name)) continue;
        const message = `${rule.name} is required because of a conditional property rule based on [${rule.when.name}]`;
        problems.push({ name: rule.name, code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY', message });
      }
    }
    return problems;
  }
}
