import { ConnectorError } from '../../../connector/failure.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { HttpFetch } from '../../../lib/http-fetch.ts';

const newline = 0x0a;
const mostFailuresInARow = 5;

interface Line {
  readonly text: string;
  /** Its length in the file, line end included. */
  readonly bytes: number;
}

/**
 * Lines of a file at `url`, streamed: memory stays flat whatever its size. A broken download goes on behind the last
 * whole line with a range request; a server that knows no ranges sends the file again and the known part is skipped.
 * The address is signed and belongs to a storage service: no token is sent there. Throws ConnectorError.
 */
export async function* downloadLines(
  url: string,
  { clock, fetch }: { readonly clock: Clock; readonly fetch: HttpFetch },
): AsyncGenerator<string> {
  let offset = 0;
  let failures = 0;
  for (;;) {
    try {
      for await (const line of linesFrom(fetch, url, offset)) {
        offset += line.bytes;
        failures = 0;
        yield line.text;
      }
      return;
    } catch (error) {
      if (error instanceof ConnectorError && error.failure.class !== 'transient') throw error;
      failures += 1;
      if (failures >= mostFailuresInARow) throw broken('cannot be downloaded', error);
      await clock.sleep(1000 * 2 ** (failures - 1));
    }
  }
}

async function* linesFrom(fetch: HttpFetch, url: string, offset: number): AsyncGenerator<Line> {
  const response = await fetch(url, {
    // A compressed body would make the offset meaningless.
    headers: { 'accept-encoding': 'identity', ...(offset > 0 ? { range: `bytes=${offset}-` } : {}) },
  });
  // The offset is the end of the file: everything was read before the connection broke.
  if (response.status === 416 && offset > 0) return;
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw broken(`cannot be downloaded (HTTP ${response.status})`);
  }
  yield* splitLines(response.body, response.status === 206 ? 0 : offset);
}

async function* splitLines(body: AsyncIterable<Uint8Array>, skip: number): AsyncGenerator<Line> {
  const decoder = new TextDecoder();
  let toSkip = skip;
  let carried: Uint8Array[] = [];
  const lineOf = (ending: Uint8Array, lineEnd: number): Line => {
    const whole = carried.length === 0 ? ending : Buffer.concat([...carried, ending]);
    carried = [];
    return { text: decoder.decode(whole), bytes: whole.length + lineEnd };
  };
  for await (const received of body) {
    let rest = received.subarray(Math.min(toSkip, received.length));
    toSkip -= received.length - rest.length;
    for (let end = rest.indexOf(newline); end !== -1; end = rest.indexOf(newline)) {
      yield lineOf(rest.subarray(0, end), 1);
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) carried.push(rest);
  }
  if (carried.length > 0) yield lineOf(new Uint8Array(0), 0);
}

function broken(what: string, cause?: unknown): ConnectorError {
  const message = `the result of the bulk operation ${what}`;
  return new ConnectorError({ class: 'transient', code: 'BULK_DOWNLOAD', message }, { cause });
}
