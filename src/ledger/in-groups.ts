interface Waiting<I, O> {
  readonly input: I;
  readonly resolve: (output: O) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupOptions {
  /** Groups under way at the same time. */
  readonly atOnce: number;
  /** Inputs of one group. */
  readonly most: number;
  /** Whether an error is everybody's; any other is that of one input, which is found by working each alone. */
  readonly isEverybodys: (error: unknown) => boolean;
}

/**
 * Works inputs one by one as long as they come slowly, and those that come while others are under way together: a
 * transaction for many costs little more than one for each. `work` answers in the order of its inputs.
 */
export function inGroups<I, O>(
  work: (inputs: readonly I[]) => Promise<readonly O[]>,
  { atOnce, most, isEverybodys }: GroupOptions,
): (input: I) => Promise<O> {
  const waiting: Waiting<I, O>[] = [];
  let running = 0;

  const workTogether = async (group: readonly Waiting<I, O>[]): Promise<void> => {
    try {
      const outputs = await work(group.map(({ input }) => input));
      for (const [index, one] of group.entries()) {
        const output = outputs[index];
        if (output === undefined) one.reject(new RangeError('fewer answers than were asked for'));
        else one.resolve(output);
      }
    } catch (error) {
      if (group.length > 1 && !isEverybodys(error)) for (const one of group) await workTogether([one]);
      else for (const { reject } of group) reject(error);
    }
  };
  const workAll = async (): Promise<void> => {
    running += 1;
    while (waiting.length > 0) await workTogether(waiting.splice(0, most));
    running -= 1;
  };
  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      if (running < atOnce) void workAll();
    });
}
