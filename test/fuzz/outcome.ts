import { ConnectorError } from '../../src/connector/failure.ts';

/** What a verb of a connector may end in: an answer, or a failure of a class that says what happens next. */
export async function outcomeOf<T>(
  verb: string,
  call: () => Promise<T>,
  wrong: (answer: T) => string | null,
): Promise<string | null> {
  let answer: T;
  try {
    answer = await call();
  } catch (error) {
    if (!(error instanceof ConnectorError)) return `${verb} threw ${described(error)}`;
    const { message, code } = error.failure;
    // What was thrown somewhere inside and only wrapped at the border.
    if (code === 'UNEXPECTED') return `${verb} failed by ${described(error.cause ?? error)}`;
    return message.trim() === '' ? `${verb} failed without a message` : null;
  }
  const problem = wrong(answer);
  return problem === null ? null : `${verb}: ${problem}`;
}

export async function collected<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

export function described(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.stack ?? error.message}` : String(error);
}
