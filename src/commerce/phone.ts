import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

/**
 * A phone number as E.164 (`+491711234567`), or null when it is none that can be dialed from everywhere. `country` (two
 * letters) is where a number is from that does not say so itself; Shopify's own numbers do.
 */
export function phoneNumber(text: string | null, country: string | null): string | null {
  const given = text?.trim() ?? '';
  if (given === '') return null;
  const code = country?.toUpperCase() ?? '';
  const home: CountryCode | undefined = isSupportedCountry(code) ? code : undefined;
  // People write the international prefix as 00 where that is how they dial.
  const parsed = parsePhoneNumberFromString(given.replace(/^00(?=[1-9])/, '+'), home);
  return parsed?.isPossible() === true ? parsed.number : null;
}

/**
 * A number as the store should have it: E.164 by the first country that is known (two letters, from an address), else as it
 * was written. Nothing is guessed where no address says a country.
 */
export function phoneInCountry(text: string | null, countries: readonly (string | null | undefined)[]): string | null {
  return phoneNumber(text, countries.find((country) => (country ?? '') !== '') ?? null) ?? text;
}
