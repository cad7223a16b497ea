/**
 * Works the items of a list or stream, at most `limit` of them before the first result is taken; results in the order of the
 * items. What fails, the stream or the work on an item, fails in its place: all results before it come first.
 */
export async function* readAhead<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const begun: Promise<R>[] = [];
  const begin = (result: Promise<R>) => {
    // Heard when its turn comes; until then, or when nobody asks any more, it disturbs nobody.
    result.catch(() => undefined);
    begun.push(result);
  };
  const stream = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let more = true;
  try {
    while (more || begun.length > 0) {
      if (!more || begun.length >= limit) {
        for (const first of begun.splice(0, 1)) yield await first;
        continue;
      }
      try {
        const next = await stream.next();
        if (next.done === true) more = false;
        else begin(work(next.value));
      } catch (error) {
        more = false;
        begin(Promise.reject(error));
      }
    }
  } finally {
    await stream.return?.();
  }
}
