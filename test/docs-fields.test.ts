import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadConfiguration } from '../src/app/configuration.ts';
import { fieldChoiceSchema } from '../src/field-map/choice.ts';
import { newFolder } from './cli/command.ts';

const page = readFileSync(new URL('../docs/fields.md', import.meta.url), 'utf8');
const block = (language: string) => new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(page)?.[1] ?? '';

describe('docs/fields.md', () => {
  it('shows a file and a module that load as they stand', () => {
    const cwd = newFolder();
    const more = 'computed: fields.ts\n';
    const use = '  order.size_class:\n    use: same day\n    usedBy: sales\n';
    writeFileSync(join(cwd, 'samestory.yaml'), `${block('yaml').replace('fields:\n', `fields:\n${use}`)}${more}`);
    writeFileSync(join(cwd, 'fields.ts'), block('ts'));
    const { fields } = loadConfiguration({}, cwd);
    assert.equal(fields.pattern, 'support');
    const names = fields.crm.fields.map(({ name }) => name);
    assert.ok(names.includes('order.size_class'));
    assert.equal(names.includes('order.original_total'), false);
    rmSync(cwd, { recursive: true });
  });

  it('explains every setting of a field', () => {
    const settings = [...Object.keys(fieldChoiceSchema.shape.fields.unwrap().valueType.shape), 'pattern', 'leaveOut'];
    for (const setting of settings) assert.match(page, new RegExp(`^\\| \`${setting}[\`:]`, 'm'), setting);
  });
});
