import Big from 'big.js';
import type { FieldType, FieldValue } from '../../field-map/types.ts';
import type { BoundField } from './binding.ts';

/** A value as HubSpot is sent it (all texts; an empty one clears), or null when the property cannot hold it. */
export function toHubSpot(place: BoundField, value: FieldValue): string | null {
  if (value === null || value === '') return '';
  if (place.options !== null) return place.options.get(value) ?? null;
  return place.type === 'email' ? value.trim().toLowerCase() : value;
}

/** A value as HubSpot answers it, in canonical spelling. */
export function fromHubSpot(place: BoundField, raw: string | null | undefined): FieldValue {
  const text = raw?.trim() ?? '';
  if (text === '') return null;
  if (place.options !== null) return canonicalOption(place.options, text);
  return canonical(place.type, text);
}

/** Options that we have no word for (a stage that staff added) keep HubSpot's. */
function canonicalOption(options: ReadonlyMap<string, string>, text: string): string {
  let found = text;
  for (const [value, option] of options) if (option === text) found = value;
  return found;
}

function canonical(type: FieldType, text: string): string {
  switch (type) {
    case 'email':
      return text.toLowerCase();
    case 'money':
    case 'number':
      return decimal(text);
    case 'datetime':
      return instant(text);
    default:
      return text;
  }
}

/** HubSpot spells large and small numbers with an exponent; the digits stay as they are otherwise. */
function decimal(text: string): string {
  if (!/^-?[\d.]+e[+-]?\d+$/i.test(text)) return text;
  try {
    return new Big(text).toFixed();
  } catch {
    return text;
  }
}

/** HubSpot answers datetimes as ISO 8601 or, in property history, as milliseconds since 1970. */
function instant(text: string): string {
  const milliseconds = /^-?\d{10,}$/.test(text) ? Number(text) : Date.parse(text);
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? text : date.toISOString();
}
