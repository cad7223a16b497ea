import type { Random } from '../../src/lib/random.ts';

/** Values that parsers trip over, whatever was expected in their place. */
const oddValues: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  9_007_199_254_740_993n.toString(),
  1.5,
  '',
  ' ',
  '0',
  '-0.00',
  '1e5',
  'NaN',
  '12,50',
  '\u0000',
  '\ud800',
  '\u202e\u05e9\u05dc\u05d5\u05dd',
  '<script>alert(1)</script>',
  '=HYPERLINK("http://x")',
  '2026-02-30T25:61:00Z',
  '0000-00-00',
  'gid://shopify/Order/',
  'gid://shopify/Order/not-a-number',
  '__proto__',
  'a'.repeat(5_000),
  [],
  {},
  [null],
  [[]],
  { id: null },
  JSON.parse('{"__proto__":{"polluted":true},"constructor":"x"}'),
];

/** A copy: the next change of the same case may be in it. */
function oddValue(random: Random): unknown {
  return structuredClone(random.pick(oddValues));
}

const oddTexts = oddValues.filter((value) => typeof value === 'string');

/** The same data with one to four places changed: replaced, removed, doubled, renamed or turned inside out. */
export function mutatedJson(random: Random, data: unknown): unknown {
  let result = structuredClone(data);
  for (let change = 0; change <= random.int(4); change += 1) result = changedOnce(random, result);
  return result;
}

function changedOnce(random: Random, data: unknown): unknown {
  const containers = containersIn(data);
  if (containers.length === 0 || random.chance(0.03)) return oddValue(random);
  const container = random.pick(containers);
  if (Array.isArray(container)) changeList(random, container);
  else changeObject(random, container);
  return data;
}

type Container = unknown[] | Record<string, unknown>;

function containersIn(data: unknown): Container[] {
  if (typeof data !== 'object' || data === null) return [];
  const container: Container = Array.isArray(data) ? data : Object.fromEntries([]);
  const self = Array.isArray(data) ? container : asRecord(data);
  const inner = Object.values(self).flatMap(containersIn);
  return Object.keys(self).length === 0 ? inner : [self, ...inner];
}

function asRecord(data: object): Record<string, unknown> {
  // Only what JSON.parse makes comes here: its objects have text keys and anything as values.
  return data as Record<string, unknown>;
}

function changeList(random: Random, list: unknown[]): void {
  const index = random.int(list.length);
  const how = random.int(5);
  if (how === 0) list.splice(index, 1);
  else if (how === 1) list.push(structuredClone(list[index]));
  else if (how === 2) list.reverse();
  else if (how === 3) list.length = 0;
  else list[index] = oddValue(random);
}

function changeObject(random: Random, object: Record<string, unknown>): void {
  const name = random.pick(Object.keys(object));
  const how = random.int(6);
  const value = object[name];
  if (how === 0) delete object[name];
  else if (how === 1) object[random.pick(['id', 'ID', 'errors', 'data', '__typename', `${name}s`])] = value;
  else if (how === 2) object[name] = [value];
  else if (how === 3) object[name] = typeof value === 'string' ? damagedText(random, value) : String(value);
  else object[name] = oddValue(random);
}

/** A text with characters cut, doubled or put in. */
export function damagedText(random: Random, text: string): string {
  const at = random.int(text.length + 1);
  const how = random.int(5);
  if (how === 0) return text.slice(0, at);
  if (how === 1) return text.slice(at);
  if (how === 2) return `${text.slice(0, at)}${text.slice(Math.max(0, at - random.int(20)))}`;
  if (how === 3) return `${text.slice(0, at)}${random.pick(oddTexts)}${text.slice(at)}`;
  return `${text.slice(0, at)}${String.fromCharCode(random.int(0x1_0000))}${text.slice(at + 1)}`;
}

/** Bytes with some flipped, cut away, doubled or put in. */
export function damagedBytes(random: Random, bytes: Uint8Array): Uint8Array {
  let result = Buffer.from(bytes);
  for (let change = 0; change <= random.int(4); change += 1) {
    const at = random.int(result.length + 1);
    const how = random.int(5);
    if (how === 0) result = result.subarray(0, at);
    else if (how === 1)
      result = Buffer.concat([result.subarray(0, at), noise(random, 1 + random.int(30)), result.subarray(at)]);
    else if (how === 2) result = Buffer.concat([result, result.subarray(at)]);
    else if (at < result.length) result[at] = random.int(256);
  }
  return result;
}

export function noise(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.int(256)));
}
