import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { writeConfig } from '../../config/file-writer.ts';
import type { LaunchAnswers } from '../../readiness/checklist/checklist.ts';
import type { ItemId } from '../../readiness/checklist/items.ts';
import { CommandError, exitCodes } from '../failures.ts';

/** What an item is called under `launch` in the configuration; items without a name are judged, not answered. */
const names: Readonly<Partial<Record<ItemId, string>>> = {
  history: 'history',
  'same-day': 'sameDay',
  export: 'backup',
};

const longest = 300;

/** Reads 'history=new orders only' and the like. Throws CommandError for an item that is not answered by people. */
export function readAnswers(texts: readonly string[]): LaunchAnswers {
  const allowed = `${Object.keys(names).join('=…, ')}=…`;
  const answers: Record<string, string> = {};
  for (const text of texts) {
    const [item = '', ...rest] = text.split('=');
    const answer = rest.join('=').replace(/\s+/g, ' ').trim();
    const known = Object.hasOwn(names, item.trim());
    if (!known || answer === '' || answer.length > longest) {
      const why = known ? `an answer of 1 to ${longest} characters` : allowed;
      throw new CommandError(`--answer: found ${JSON.stringify(text.slice(0, 80))}; allowed: ${why}.`, exitCodes.usage);
    }
    answers[item.trim()] = answer;
  }
  return answers;
}

/** Puts answers into the configuration file; comments and everything else stay. The file before is kept as `.old`. */
export async function keepAnswers(file: string, answers: LaunchAnswers): Promise<void> {
  const document = parseDocument(await readFile(file, 'utf8'));
  for (const [item, answer] of Object.entries(answers)) {
    const name = names[item as ItemId];
    if (name !== undefined) document.setIn(['launch', name], answer);
  }
  writeConfig(file, document.toString({ lineWidth: 0 }));
}
