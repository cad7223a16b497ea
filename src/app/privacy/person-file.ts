import { replaceOwnerFile } from '../../config/owner-file.ts';
import type { PersonDocument } from './documents.ts';

/** Writes what is held about somebody into a file that only its owner can read. */
export function writePersonFile(file: string, held: PersonDocument): Promise<void> {
  return replaceOwnerFile(file, `${JSON.stringify(held, null, 2)}\n`);
}
