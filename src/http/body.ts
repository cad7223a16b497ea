/**
 * A signature can only be checked over the whole body, and a signed delivery is never refused for its content
 * (Shopify docs: eight failures in a row delete the subscription). So bodies are read far beyond what Shopify sends
 * (about a megabyte); those above `commonBytes` one at a time, so that strangers cannot fill the memory with them.
 */
const commonBytes = 8 * 1024 * 1024;
const largestBytes = 64 * 1024 * 1024;

export type BodyRead = { readonly status: 'read'; readonly body: Uint8Array } | { readonly status: 'too large' };

/** Reads request bodies whole; one reader serves all requests of a server. */
export function createBodyReader(limits = { common: commonBytes, largest: largestBytes }): {
  read(request: Request): Promise<BodyRead>;
} {
  let large: Promise<void> = Promise.resolve();

  /** Runs `work` when no other large body is being read. */
  async function alone<T>(work: () => Promise<T>): Promise<T> {
    const before = large;
    const turn = Promise.withResolvers<void>();
    large = turn.promise;
    await before;
    try {
      return await work();
    } finally {
      turn.resolve();
    }
  }

  return {
    read: async (request) => {
      const announced = Number(request.headers.get('content-length') ?? Number.NaN);
      if (announced > limits.largest) return { status: 'too large' };
      // Node ends the body at the announced length, so a short announcement is a promise that holds.
      if (announced <= limits.common) return { status: 'read', body: new Uint8Array(await request.arrayBuffer()) };
      if (request.body === null) return { status: 'read', body: new Uint8Array(0) };
      const reader = request.body.getReader();
      const parts: Uint8Array[] = [];
      const small = await fill(reader, parts, limits.common);
      if (small !== 'more') return { status: 'read', body: Buffer.concat(parts) };
      return alone(async () => {
        const rest = await fill(reader, parts, limits.largest);
        if (rest === 'end') return { status: 'read', body: Buffer.concat(parts) };
        await reader.cancel();
        return { status: 'too large' };
      });
    },
  };
}

/** Reads on until the end, or until more than `limit` bytes lie in `parts`. */
async function fill(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  parts: Uint8Array[],
  limit: number,
): Promise<'end' | 'more'> {
  let size = parts.reduce((sum, part) => sum + part.byteLength, 0);
  while (size <= limit) {
    const { done, value } = await reader.read();
    if (done) return 'end';
    parts.push(value);
    size += value.byteLength;
  }
  return 'more';
}
