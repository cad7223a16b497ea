import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const fileName = 'decisions.jsonl';

/**
 * Where decisions are kept, so that they outlive the folder of the ledger: beside the configuration file where there is
 * one, else in the folder that holds SAMESTORY_HOME. Where that folder cannot be written, or is the root of
 * the disk (a volume of a container), in SAMESTORY_HOME itself.
 */
export function decisionsPath(home: string, configurationFile: string | null): string {
  const inside = join(home, fileName);
  if (existsSync(inside)) return inside;
  const beside = dirname(configurationFile ?? home);
  return beside === dirname(beside) || !isWritable(beside) ? inside : join(beside, fileName);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
