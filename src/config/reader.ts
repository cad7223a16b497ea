import type { ConfigProblem } from './problems.ts';
import type { Variable } from './variables.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads variables one by one and collects what is wrong with them instead of stopping at the first. */
export class EnvironmentReader {
  readonly problems: ConfigProblem[] = [];
  readonly #env: Environment;

  constructor(env: Environment) {
    this.#env = env;
  }

  has(entry: Variable<unknown>): boolean {
    return this.#text(entry.name) !== null;
  }

  /** The value, or null when it is absent or wrong (wrong is then among the problems). */
  optional<T>(entry: Variable<T>): T | null {
    const text = this.#text(entry.name);
    if (text === null) return null;
    const parsed = entry.schema.safeParse(text);
    if (parsed.success) return parsed.data;
    this.#add(entry, entry.secret ? `a value of ${text.length} characters` : `"${text}"`, entry.remedy);
    return null;
  }

  /** The value; when there is none, a problem is noted and an empty text returned, which nobody sees. */
  required(entry: Variable<string>, advice: string): string {
    if (this.has(entry)) return this.optional(entry) ?? '';
    this.#add(entry, 'nothing', `Set it in the environment or in a .env file${advice}. ${entry.remedy}`);
    return '';
  }

  refuse(entry: Variable<unknown>, found: string): void {
    this.#add(entry, found, entry.remedy);
  }

  #add(entry: Variable<unknown>, found: string, remedy: string): void {
    this.problems.push({ where: entry.name, found, allowed: entry.allowed, remedy });
  }

  /** An empty variable is an absent one, as in most tools. */
  #text(name: string): string | null {
    const text = this.#env[name];
    return text === undefined || text.trim() === '' ? null : text;
  }
}
