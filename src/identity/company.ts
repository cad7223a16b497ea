import type { IdentityRules } from './rules.ts';

/** What a company can be known by; Shopify's external ID is the merchant's own number for it (S: Company.externalId). */
export interface CompanyTraits {
  readonly externalIds: readonly string[];
  readonly taxIds: readonly string[];
  /** Web or mail domains. */
  readonly domains: readonly string[];
}

export interface CompanyCandidate extends CompanyTraits {
  readonly crmId: string;
}

export type CompanyChoice =
  | { readonly take: string; readonly by: IdentityRules['companies'][number] }
  | { readonly make: true }
  | { readonly ask: readonly string[]; readonly by: IdentityRules['companies'][number] };

/** Mail providers: their domain is everybody's. */
const providers = new Set(
  'gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com me.com mac.com aol.com gmx.de gmx.net gmx.com web.de t-online.de freenet.de mail.com proton.me protonmail.com orange.fr free.fr laposte.net wanadoo.fr libero.it btinternet.com qq.com 163.com 126.com naver.com yandex.ru mail.ru'.split(
    ' ',
  ),
);

/**
 * Which company of the CRM is meant, by the first rule that finds one. A rule that finds several asks and does not fall
 * through to a weaker one. HubSpot docs: companies are not kept apart by domain, so two with one domain do occur.
 */
export function chooseCompany(
  company: CompanyTraits,
  candidates: readonly CompanyCandidate[],
  rules: Pick<IdentityRules, 'companies'>,
): CompanyChoice {
  for (const by of rules.companies) {
    const own = new Set(traitsOf(company, by));
    const found = candidates.filter((candidate) => traitsOf(candidate, by).some((trait) => own.has(trait)));
    const [only, second] = new Set(found.map(({ crmId }) => crmId));
    if (only !== undefined && second === undefined) return { take: only, by };
    if (only !== undefined) return { ask: [...new Set(found.map(({ crmId }) => crmId))], by };
  }
  return { make: true };
}

function traitsOf(company: CompanyTraits, by: IdentityRules['companies'][number]): string[] {
  switch (by) {
    case 'external id':
      return company.externalIds.map((id) => id.trim()).filter((id) => id !== '');
    case 'tax id':
      // DE 123.456.789 and de123456789 are one number.
      return company.taxIds.map((id) => id.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase()).filter((id) => id !== '');
    case 'domain':
      return company.domains.map(bareDomain).filter((domain) => domain !== '' && !providers.has(domain));
  }
}

function bareDomain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^.*@/, '')
    .replace(/^www\./, '')
    .replace(/[/:?#].*$/, '');
}
