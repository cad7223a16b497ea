import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { catalogue, wholeCatalogue } from './catalogue.ts';

describe('the field catalogue', () => {
  it('names every field once, after the object that it belongs to', () => {
    const names = wholeCatalogue.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const { name, object } of wholeCatalogue) assert.match(name, new RegExp(`^${object}\\.[a-z][a-z_]*$`));
  });

  it('says of each field what it means, where it comes from and how it is worked out', () => {
    for (const { name, label, meaning, from, formula } of wholeCatalogue) {
      assert.match(meaning, /^[A-Z].*[.…]$/, `${name}: a sentence`);
      for (const text of [label, from, formula]) assert.notEqual(text.trim(), '', name);
    }
  });

  it('knows the unit of everything that is counted or measured', () => {
    for (const { name, type, unit } of wholeCatalogue) {
      if (['money', 'number', 'datetime', 'currency'].includes(type)) assert.ok(unit, name);
    }
  });

  it('has choices for what is chosen, and only for that', () => {
    for (const { name, type, choices } of wholeCatalogue) assert.equal(choices !== undefined, type === 'choice', name);
  });

  it('asks only for scopes that read, and for one wherever Shopify is asked', () => {
    for (const { name, scopes, from } of wholeCatalogue) {
      for (const scope of scopes) assert.match(scope, /^read_[a-z_]+$/, name);
      assert.equal(scopes.length > 0, from.startsWith('Shopify'), name);
    }
  });

  it('keeps what leads to a person out of the class "none"', () => {
    const personal = ['contact.email', 'contact.first_name', 'contact.last_name', 'contact.phone', 'order.note'];
    for (const { name, privacy } of wholeCatalogue) {
      if (personal.includes(name)) assert.equal(privacy, 'personal', name);
      if (name.endsWith('_url')) assert.equal(privacy, 'pseudonym', name);
    }
  });

  it('has a value for every field of Shopify that can be mapped', () => {
    for (const { name, owner, value } of catalogue) if (owner === 'shopify') assert.ok(value, name);
  });
});
