import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { phoneNumber } from '../commerce/phone.ts';
import { type CompanyTraits, chooseCompany } from './company.ts';
import { joiningEmail } from './email.ts';
import { compareNames, nameWords } from './name.ts';
import { defaultIdentityRules, identityRulesSchema, identityVersion } from './rules.ts';

describe('the rules as data', () => {
  it('has a default for everything, and one version for equal rules', () => {
    assert.equal(identityVersion(defaultIdentityRules), '2');
    const own = identityRulesSchema.parse({ relays: ['b.example', 'A.example'] });
    const same = identityRulesSchema.parse({ relays: ['a.example', 'b.example'], key: 'shopify id' });
    assert.notEqual(identityVersion(own), '2');
    assert.equal(identityVersion(own), identityVersion(same));
  });

  it('refuses what cannot be', () => {
    const wrong = [
      { key: 'email' },
      { people: ['phone', 'email'] },
      { people: ['phone'] },
      { people: ['email', 'email'] },
      { stores: 'never' },
      { relays: ['@relay.example.com'] },
      { mailboxes: ['till'] },
      { country: 'Germany' },
      { companies: ['name'] },
      { phone: true },
    ];
    for (const rules of wrong) assert.equal(identityRulesSchema.safeParse(rules).success, false, JSON.stringify(rules));
  });

  it('keeps addresses that name nobody out of it', () => {
    const rules = identityRulesSchema.parse({ relays: ['relay.example.com'], mailboxes: ['Till@shop.example'] });
    assert.equal(joiningEmail('x1@eu.relay.example.com', rules), null);
    assert.equal(joiningEmail(' TILL@shop.example', rules), null);
    assert.equal(joiningEmail('jane@shop.example', rules), 'jane@shop.example');
  });
});

describe('phone numbers', () => {
  it('are one spelling, with the country that the number or the address says', () => {
    for (const text of ['+49 171 2345678', '0049 (171) 234 56 78', '+49-171-2345678']) {
      assert.equal(phoneNumber(text, null), '+491712345678', text);
    }
    assert.equal(phoneNumber('0171 2345678', 'de'), '+491712345678');
    assert.equal(phoneNumber('0171 2345678', null), null);
    assert.equal(phoneNumber('(613) 555-0101', 'CA'), '+16135550101');
    for (const none of ['', '  ', 'ask at the desk', '12', '+49']) assert.equal(phoneNumber(none, 'DE'), null, none);
  });
});

describe('names', () => {
  it('agree by their words, not by how they are written', () => {
    const compare = (left: string, right: string) => compareNames(nameWords(left), nameWords(right));
    assert.equal(compare('Élise Müller', 'MULLER, Elise'), 'agrees');
    assert.equal(compare('Anna Maria Roth', 'Anna Roth'), 'agrees');
    assert.equal(compare('Anna Roth-Weber', 'Anna Roth'), 'agrees');
    assert.equal(compare('Anna Roth', 'Bernd Roth'), 'differs');
    assert.equal(compare('Roth', 'Anna Roth'), 'unknown');
    assert.equal(compare('', 'Anna Roth'), 'unknown');
    assert.equal(compare('山田 太郎', '山田 太郎'), 'agrees');
  });
});

describe('companies', () => {
  const none: CompanyTraits = { externalIds: [], taxIds: [], domains: [] };
  const candidates = [
    { ...none, crmId: '1', externalIds: ['K-1'], domains: ['acme.example'] },
    { ...none, crmId: '2', taxIds: ['DE 123.456.789'], domains: ['acme.example'] },
    { ...none, crmId: '3', domains: ['gmail.com'] },
  ];
  const choose = (company: Partial<CompanyTraits>) =>
    chooseCompany({ ...none, ...company }, candidates, defaultIdentityRules);

  it('go by the merchant’s own number, then the tax number, then the domain', () => {
    assert.deepEqual(choose({ externalIds: ['K-1'], taxIds: ['de123456789'] }), { take: '1', by: 'external id' });
    assert.deepEqual(choose({ taxIds: ['de123456789'] }), { take: '2', by: 'tax id' });
    assert.deepEqual(choose({ domains: ['https://www.Acme.example/shop'] }), { ask: ['1', '2'], by: 'domain' });
  });

  it('are not one because they use the same mail provider', () => {
    assert.deepEqual(choose({ domains: ['buyer@gmail.com'] }), { make: true });
  });
});
