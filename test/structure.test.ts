import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cycleViolations } from './structure/cycles.ts';
import { escapeHatchViolations } from './structure/escape-hatches.ts';
import { importViolations } from './structure/imports.ts';
import { portViolations } from './structure/ports.ts';
import { parseProject, projectPaths, readText } from './structure/project.ts';
import { purityViolations } from './structure/purity.ts';
import { sizeViolations } from './structure/sizes.ts';
import { formatViolation, sections, type Violation } from './structure/violation.ts';
import { isReadForWords, wordViolations } from './structure/words.ts';

const paths = projectPaths();
const files = parseProject(paths);

function assertNone(violations: readonly Violation[]): void {
  if (violations.length > 0) assert.fail(`\n${violations.map(formatViolation).join('\n')}\n`);
}

describe('structure of the code', () => {
  it('is read at all', () => {
    assert.ok(files.some(({ path }) => path.startsWith('src/')));
    const broken = files.filter(({ errors }) => errors.length > 0).map(({ path, errors }) => `${path}: ${errors[0]}`);
    assert.deepEqual(broken, []);
  });

  it('imports follow the order of rooms', () => assertNone(importViolations(files)));
  it('has no import cycles, type imports included', () => assertNone(cycleViolations(files)));
  it('pure rooms import nothing that does I/O', () => assertNone(purityViolations(files)));
  it('globals are used only at their port', () => assertNone(portViolations(files)));
  it('files and functions are short', () => assertNone(sizeViolations(files)));
  it('has no way round the compiler', () => assertNone(escapeHatchViolations(files)));

  it('files are free of leftovers and machine paths', () => {
    assertNone(paths.filter(isReadForWords).flatMap((path) => wordViolations(path, readText(path))));
  });

  it('docs/architecture.md has every section that a message names', () => {
    const page = readText('docs/architecture.md');
    const missing = sections.filter((section) => !new RegExp(`^#+ ${section}$`, 'm').test(page));
    assert.deepEqual(missing, []);
  });
});
