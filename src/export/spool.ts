import { createReadStream } from 'node:fs';
import { CheckedFile } from './checked-file.ts';

const headBytes = 8;

/**
 * Rows that still lack their last cell: who bought is certain only when the last order has been read, because a person's
 * key is that of their oldest record. They wait on disk, not in memory, and are read back once in the same sequence.
 */
export class Spool {
  readonly #path: string;
  readonly #file: CheckedFile;

  private constructor(path: string, file: CheckedFile) {
    this.#path = path;
    this.#file = file;
  }

  static async create(path: string): Promise<Spool> {
    return new Spool(path, await CheckedFile.create(path));
  }

  /** `text` is a row without its last cell; `person` is -1 where nobody bought. */
  add(person: number, text: string): Promise<void> | undefined {
    const length = Buffer.byteLength(text);
    const record = Buffer.allocUnsafe(headBytes + length);
    record.writeInt32LE(person, 0);
    record.writeUInt32LE(length, 4);
    record.write(text, headBytes);
    return this.#file.write(record, 1);
  }

  /** Everything that was added, in batches; ends the writing. */
  async *read(): AsyncGenerator<readonly { readonly person: number; readonly text: Buffer }[]> {
    await this.#file.finish();
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of createReadStream(this.#path, { highWaterMark: 1 << 18 })) {
      const bytes: Buffer = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, Buffer.from(chunk)]);
      const records = [];
      let at = 0;
      while (at + headBytes <= bytes.length) {
        const end = at + headBytes + bytes.readUInt32LE(at + 4);
        if (end > bytes.length) break;
        records.push({ person: bytes.readInt32LE(at), text: bytes.subarray(at + headBytes, end) });
        at = end;
      }
      rest = bytes.subarray(at);
      yield records;
    }
  }

  async abandon(): Promise<void> {
    await this.#file.abandon();
  }
}
