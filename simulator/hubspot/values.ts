import type { Problem } from './errors.ts';
import type { Property } from './property.ts';
import type { Switches } from './switches.ts';
import { isoText } from './time.ts';

/** HubSpot docs: a text property holds up to 65,536 characters. */
const TEXT_LIMIT = 65_536;
/** The local part must be plain ASCII: HubSpot refuses `élise@example.com`. */
const EMAIL = /^[\w.!#$%&'*+/=?^`{|}~-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*\.[\p{L}]{2,}$/u;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;
const DAY_MS = 86_400_000;

/** A value that HubSpot took, in the form in which it keeps it. `moved` tells that it stands for something else now. */
export type Checked =
  | { readonly ok: true; readonly value: string; readonly moved: boolean }
  | { readonly ok: false; readonly problem: Problem };

interface Rules {
  readonly switches: Switches;
  /** 2026-09 mends some dates and says so; 2026-03 refuses them. */
  readonly mendsDates: boolean;
}

/** Checks one non-empty value against its property's type and options. */
export function checkValue(property: Property, value: string, rules: Rules): Checked {
  const refuse = (code: string, message: string): Checked => ({
    ok: false,
    problem: { name: property.name, code, message },
  });
  const take = (kept: string, moved = false): Checked => ({ ok: true, value: kept, moved });
  switch (property.type) {
    case 'number':
      return NUMBER.test(value)
        ? take(rules.switches.numberScale === 'strip' ? withoutTrailingZeros(value) : value)
        : refuse('INVALID_DECIMAL', `${value} was not a valid number.`);
    case 'bool':
      return /^(true|false)$/i.test(value)
        ? take(value.toLowerCase())
        : refuse('INVALID_BOOLEAN', `${value} was not a valid boolean.`);
    case 'datetime': {
      const at = instantOf(value);
      return at === undefined ? refuse('INVALID_DATE', `${value} was not a valid date.`) : take(isoText(at));
    }
    case 'date':
      return checkDay(property, value, rules);
    case 'enumeration':
      return checkOptions(property, value);
    default:
      if (value.length > TEXT_LIMIT) return refuse('TOO_LONG', `${property.name} is longer than ${TEXT_LIMIT}.`);
      return take(rules.switches.trimText ? value.trim() : value);
  }
}

/** An e-mail address in the form HubSpot keeps: trimmed and in lower case. */
export function checkEmail(name: string, value: string): Checked {
  const address = value.trim().toLowerCase();
  if (EMAIL.test(address)) return { ok: true, value: address, moved: false };
  return { ok: false, problem: { name, code: 'INVALID_EMAIL', message: `Email address ${value} is invalid` } };
}

/** Milliseconds of an ISO instant, a day or epoch milliseconds; undefined when it is none of them. */
export function instantOf(value: string): number | undefined {
  const at = /^-?\d{1,15}$/.test(value)
    ? Number(value)
    : INSTANT.test(value) || DAY.test(value)
      ? Date.parse(value)
      : Number.NaN;
  return Number.isNaN(new Date(at).getTime()) ? undefined : at;
}

function checkDay(property: Property, value: string, rules: Rules): Checked {
  const at = instantOf(value);
  const refuse = (message: string): Checked => ({
    ok: false,
    problem: { name: property.name, code: 'INVALID_DATE', message },
  });
  if (at === undefined) return refuse(`${value} was not a valid date.`);
  const day = new Date(at).toISOString().slice(0, 10);
  if (DAY.test(value) || at % DAY_MS === 0) return { ok: true, value: day, moved: false };
  if (rules.mendsDates) return { ok: true, value: day, moved: true };
  return refuse(`${value} is at ${new Date(at).toISOString().slice(11, 19)} UTC, not midnight!`);
}

function checkOptions(property: Property, value: string): Checked {
  if (property.externalOptions) return { ok: true, value, moved: false };
  const several = property.fieldType === 'checkbox';
  const chosen = several ? value.split(';').filter((one) => one !== '') : [value];
  const known = new Set(property.options.map((option) => option.value));
  const unknown = chosen.find((one) => !known.has(one));
  if (unknown === undefined) return { ok: true, value: chosen.join(';'), moved: false };
  const options = property.options.map(
    (one) => `label: ${JSON.stringify(one.label)}, value: ${JSON.stringify(one.value)}`,
  );
  const message = `${unknown} was not one of the allowed options: [${options.join(', ')}]`;
  return { ok: false, problem: { name: property.name, code: 'INVALID_OPTION', message } };
}

/** `12.50` is kept as `12.5`, `10.00` as `10`. */
function withoutTrailingZeros(value: string): string {
  if (/[eE]/.test(value)) return value;
  const plain = value.startsWith('+') ? value.slice(1) : value;
  return plain.includes('.') ? plain.replace(/\.?0+$/, '').replace(/^(-?)\./, '$10.') : plain;
}
