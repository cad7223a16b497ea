import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The lines of the README's shell blocks, in order. `npm ci` is what brought this test here. */
function commandsOf(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/```sh\n(?<body>[^`]+)```/g)].map((match) => match.groups?.['body'] ?? '');
  return blocks.flatMap((block) => block.trim().split('\n')).filter((line) => line !== 'npm ci');
}

function run(command: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { cwd: root, shell: true, env: { ...process.env, NO_COLOR: '1' } });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

describe('the README', () => {
  const commands = commandsOf(readme);

  it('gives two commands besides the installation: own files first, then the made-up shop', () => {
    assert.equal(commands.length, 2);
    assert.match(commands[0] ?? '', /samestory -- try /);
  });

  for (const command of commands) {
    it(`is true: ${command}`, async () => {
      const { code, output } = await run(command);
      assert.equal(code, 0, output.slice(-3000));
      assert.match(output, command.includes(' try ') ? /what your CRM would hold/ : /Both sides tell the same story/);
    });
  }

  it('links only to pages that exist', () => {
    const links = [...readme.matchAll(/\]\((?<target>[^)#\s]+)/g)].map((match) => match.groups?.['target'] ?? '');
    const missing = links.filter((link) => !link.startsWith('http') && !existsSync(`${root}/${link}`));
    assert.deepEqual(missing, []);
  });
});
