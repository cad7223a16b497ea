/** One thing that is wrong with the configuration: enough for a person to mend it without reading further. */
export interface ConfigProblem {
  /** A variable of the environment, or file, line and setting: 'samestory.yaml, line 4, responsible.email'. */
  readonly where: string;
  /** What was found; of a secret only that it is there. */
  readonly found: string;
  readonly allowed: string;
  readonly remedy: string;
}

/** Thrown with everything that is wrong at once, so that nobody mends one line per run. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(problemText).join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** A problem as a short paragraph for people. */
function problemText({ where, found, allowed, remedy }: ConfigProblem): string {
  return `${where}: found ${found}; allowed: ${allowed}. ${remedy}`;
}
