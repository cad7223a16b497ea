import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { mutated } from './apply.ts';
import type { Mutation } from './list.ts';

/** What a simulation runs from. */
const parts = ['package.json', 'src', 'simulator', 'test'];

/** A copy of the work tree in a temporary folder, which can be made wrong without anybody else noticing. */
export class CopiedTree {
  readonly #folder = mkdtempSync(join(tmpdir(), 'samestory-mutated-'));

  constructor() {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    for (const part of parts) cpSync(join(root, part), join(this.#folder, part), { recursive: true });
    symlinkSync(realpathSync(join(root, 'node_modules')), join(this.#folder, 'node_modules'));
  }

  /** What the compiler says of the product as it is here: nothing, when it is right. What is not used any more is no error. */
  compile(): string {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    const options = { noUnusedLocals: false, noUnusedParameters: false };
    const project = { extends: join(root, 'tsconfig.json'), compilerOptions: options, include: ['src'] };
    writeFileSync(join(this.#folder, 'tsconfig.json'), JSON.stringify(project));
    const tsc = join(this.#folder, 'node_modules/typescript/bin/tsc');
    const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', this.#folder], { encoding: 'utf8' });
    return `${stdout}${stderr}`;
  }

  /** The file that runs seeds of this copy. */
  get worker(): URL {
    return pathToFileURL(join(this.#folder, 'test/simulation/seed-worker.ts'));
  }

  /** Makes one line wrong until `restore`. @throws Error where the line is not there exactly once. */
  apply(mutation: Mutation): { restore(): void } {
    const file = join(this.#folder, mutation.file);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, mutated(text, mutation));
    return { restore: () => writeFileSync(file, text) };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
