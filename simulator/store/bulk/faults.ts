import { Readable } from 'node:stream';
import type { Doses } from '../../faults/dose.ts';
import type { OpenedResult } from './result-file.ts';

/** How one bulk query goes wrong. */
export interface BulkFault {
  /** Ends after so many rows; what was written until then are its partial data. At its end where absent. */
  readonly afterRows?: number;
  readonly errorCode?: 'INTERNAL_SERVER_ERROR' | 'TIMEOUT';
  /** Shopify cancels stalled operations itself; the results of an expired one are gone. FAILED where absent. */
  readonly ends?: 'FAILED' | 'CANCELED' | 'EXPIRED';
  /** The partial data appear this long after the status. */
  readonly partialAfterMs?: number;
  /** The operation completes, and its file ends in the middle of a line, or stops coming and is refused from then on. */
  readonly file?: 'cut short' | 'dies';
}

/** Which of the bulk queries to come go wrong, and how. */
export class BulkFaults {
  #planned: { readonly fault: BulkFault; readonly doses: Doses }[] = [];

  add(fault: BulkFault, doses: Doses): void {
    this.#planned.push({ fault, doses });
  }

  clear(): void {
    this.#planned = [];
  }

  /** Asked once for each operation that starts. */
  take(): BulkFault | null {
    return this.#planned.find(({ doses }) => doses.strikes())?.fault ?? null;
  }
}

/** The file as the fault lets it be read; null = refused. Both spoil it from its second half on. */
export function spoilt(opened: OpenedResult, { file }: BulkFault, range: string | undefined): OpenedResult | null {
  if (file === undefined) return opened;
  // In the middle of a line, wherever that is: a line is longer than three bytes.
  const end = Math.max(1, Math.floor(opened.size / 2) - 3);
  if (file === 'dies') {
    if (range !== undefined) return null;
    return { ...opened, body: Readable.toWeb(Readable.from(firstBytes(opened.body, end - opened.start, true))) };
  }
  if (opened.start >= end) return null;
  const body = Readable.toWeb(Readable.from(firstBytes(opened.body, end - opened.start, false)));
  return { body, start: opened.start, size: end };
}

async function* firstBytes(
  body: AsyncIterable<Uint8Array>,
  count: number,
  breaks: boolean,
): AsyncGenerator<Uint8Array> {
  let left = count;
  for await (const piece of body) {
    if (piece.length < left) {
      left -= piece.length;
      yield piece;
      continue;
    }
    yield piece.subarray(0, left);
    if (breaks) throw new Error('the file stops coming');
    return;
  }
}
