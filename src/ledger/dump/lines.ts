import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createGunzip, type Gzip } from 'node:zlib';

const newline = 0x0a;

/** The lines of a compressed file, as bytes without their ends. Rejects when the file is cut off or no such file. */
export async function* linesOf(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path);
  const unpacked = createGunzip();
  file.once('error', (error) => unpacked.destroy(error));
  try {
    yield* linesIn(file.pipe(unpacked));
  } finally {
    // Neither ends by itself when the other fails, or when nobody reads on.
    file.destroy();
    unpacked.destroy();
  }
}

async function* linesIn(chunks: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const chunk of chunks) {
    if (!Buffer.isBuffer(chunk)) continue;
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      yield Buffer.concat([...rest, chunk.subarray(start, end)]);
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

/** Waits while the disk is slower than the database. */
export async function write(packer: Gzip, text: string): Promise<void> {
  if (!packer.write(text)) await once(packer, 'drain');
}
