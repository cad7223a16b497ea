import { open, rename, rm } from 'node:fs/promises';

/** Only the owner may read or write it: it holds secrets. */
const ownerOnly = 0o600;

/** Replaces a file as a whole or not at all; afterwards only its owner can read it, whatever it was before. */
export async function replaceOwnerFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.new`;
  await rm(draft, { force: true });
  const file = await open(draft, 'wx', ownerOnly);
  try {
    await file.writeFile(text);
    await file.chmod(ownerOnly);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
