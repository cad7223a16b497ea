/**
 * As `Promise.all`, but settles when all of them have: what writes must not go on behind the back of whoever has been told
 * of an error. Rejects with the first error of the list.
 */
export async function allEnded<const T extends readonly Promise<unknown>[]>(
  work: T,
): Promise<{ -readonly [Index in keyof T]: Awaited<T[Index]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
