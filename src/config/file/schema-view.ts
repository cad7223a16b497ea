import { z } from 'zod';
import type { Path } from './tree.ts';

const shape = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
});

/** What a JSON schema says about the value at a path: its alternatives, each a schema. */
function viewsAt(schema: unknown, path: Path): z.infer<typeof shape>[] {
  let views = alternatives(schema);
  for (const part of path) {
    views = views.flatMap((view) => {
      if (typeof part === 'number') return alternatives(view.items);
      return alternatives(view.properties?.[part] ?? view.additionalProperties);
    });
  }
  return views;
}

function alternatives(schema: unknown): z.infer<typeof shape>[] {
  const parsed = shape.safeParse(schema);
  if (!parsed.success) return [];
  const { anyOf = [], oneOf = [], allOf = [] } = parsed.data;
  return [parsed.data, ...[...anyOf, ...oneOf, ...allOf].flatMap(alternatives)];
}

/** The names that a map at this path may have. */
export function knownNames(schema: unknown, path: Path): string[] {
  return [...new Set(viewsAt(schema, path).flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

/** The fixed values that are allowed at this path; empty where anything of a type is. */
export function knownValues(schema: unknown, path: Path): string[] {
  const values = viewsAt(schema, path).flatMap((view) => [
    ...(view.enum ?? []),
    ...(view.const === undefined ? [] : [view.const]),
  ]);
  return [...new Set(values.map(String))];
}
