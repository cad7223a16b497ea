/** One step of the schema. Steps are never edited after a release, only followed by others. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  /** Run in order, in one transaction; one statement each, because the embedded database prepares every statement. */
  readonly statements: readonly string[];
}
