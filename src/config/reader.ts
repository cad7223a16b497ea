import type { ConfigProblem } from './problems.ts';
import { type ValueOf, type Variable, type VariableName, variables } from './variables.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads variables one by one and collects what is wrong with them instead of stopping at the first. */
export class EnvironmentReader {
  readonly problems: ConfigProblem[] = [];
  readonly #env: Environment;

  constructor(env: Environment) {
    this.#env = env;
  }

  has(name: VariableName): boolean {
    return this.#text(variables[name].name) !== null;
  }

  /** The value, or null when it is absent or wrong (wrong is then among the problems). */
  optional<N extends VariableName>(name: N): ValueOf<N> | null {
    // Each entry of the table carries its own value type; the union that indexing gives has lost which one.
    const entry = variables[name] as unknown as Variable<ValueOf<N>>;
    const text = this.#text(entry.name);
    if (text === null) return null;
    const parsed = entry.schema.safeParse(text);
    if (parsed.success) return parsed.data;
    this.#add(entry, entry.secret ? `a value of ${text.length} characters` : `"${text}"`, entry.remedy);
    return null;
  }

  /** The value; when there is none, a problem is noted and an empty text returned, which nobody sees. */
  required<N extends VariableName>(name: N, advice: string): ValueOf<N> | '' {
    if (!this.has(name)) {
      const entry = variables[name];
      this.#add(entry, 'nothing', `Set it in the environment or in a .env file${advice}. ${entry.remedy}`);
      return '';
    }
    return this.optional(name) ?? '';
  }

  refuse(name: VariableName, found: string): void {
    this.#add(variables[name], found, variables[name].remedy);
  }

  #add(entry: { name: string; allowed: string }, found: string, remedy: string): void {
    this.problems.push({ variable: entry.name, found, allowed: entry.allowed, remedy });
  }

  /** An empty variable is an absent one, as in most tools. */
  #text(name: string): string | null {
    const text = this.#env[name];
    return text === undefined || text.trim() === '' ? null : text;
  }
}
