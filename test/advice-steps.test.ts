import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createProgram } from '../src/cli/program.ts';
import { advise } from '../src/readiness/advice/advise.ts';
import type { Answers } from '../src/readiness/advice/answers.ts';
import { launchItems } from '../src/readiness/checklist/items.ts';

const program = await createProgram();

const answers: readonly Answers[] = [
  { use: 'never' },
  { use: 'weekly' },
  { use: 'quarterly', server: null },
  { needs: [] },
  { needs: [], crm: 'other' },
  { relationship: 'sales' },
  { relationship: 'support', history: 24 },
  { relationship: 'sales', crm: 'salesforce' },
  { structure: ['companies'] },
  { storefronts: 3 },
  { systems: 3 },
  { systems: 3, crm: 'zoho' },
  { structure: ['custom-objects'] },
];

/** Commands that a text names: 'samestory export --to exports' and 'samestory checklist' in the middle of a sentence. */
function commandsIn(text: string): string[] {
  return [...text.matchAll(/samestory ([a-z][a-z-]+)((?: --[a-z-]+)*)/g)].map(([whole]) => whole);
}

function assertExists(text: string): void {
  const [, name = '', ...rest] = text.split(' ');
  const command = program.commands.find((candidate) => candidate.name() === name);
  assert.ok(command, `${text}: there is no such command`);
  for (const flag of rest.filter((part) => part.startsWith('--'))) {
    assert.ok(
      command.options.some(({ long }) => long === flag),
      `${text}: there is no option ${flag}`,
    );
  }
}

describe('what people are told to type', () => {
  it('exists, in every next step', () => {
    for (const given of answers) {
      for (const { say, command } of advise(given).steps) {
        for (const named of commandsIn(say)) assertExists(named);
        if (command !== null) assertExists(command);
      }
    }
  });

  it('exists, in the launch checklist', () => {
    for (const { mend, narrow } of launchItems) {
      for (const named of [...commandsIn(mend), ...commandsIn(narrow)]) assertExists(named);
    }
  });
});
