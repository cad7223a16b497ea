import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

const batchBytes = 1 << 18;

export interface WrittenFile {
  readonly rows: number;
  readonly bytes: number;
  /** SHA-256 of the file's bytes, as sha256sum prints it. */
  readonly sha256: string;
}

/** A file that is written from its beginning to its end, hashed on the way. Refuses to replace one that exists. */
export class CheckedFile {
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #bytes = 0;
  #rows = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async create(path: string): Promise<CheckedFile> {
    return new CheckedFile(await open(path, 'wx', 0o600));
  }

  /** A piece of the file; `rows` says how many records it holds. Returns a promise only where something must be written. */
  write(piece: Buffer, rows: number): Promise<void> | undefined {
    this.#waiting.push(piece);
    this.#waitingBytes += piece.length;
    this.#rows += rows;
    return this.#waitingBytes < batchBytes ? undefined : this.#flush();
  }

  async #flush(): Promise<void> {
    const batch = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#bytes += batch.length;
    this.#hash.update(batch);
    await this.#handle.writeFile(batch);
  }

  /** Writes what is left, brings it to the disk and closes. */
  async finish(): Promise<WrittenFile> {
    await this.#flush();
    await this.#handle.sync();
    await this.#handle.close();
    return { rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  /** Closes a file that will not be finished. */
  async abandon(): Promise<void> {
    await this.#handle.close();
  }
}
