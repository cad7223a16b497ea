import { z } from 'zod';
import { configSchema } from './schema.ts';

/** The form of `samestory.yaml` as a JSON schema, by which editors complete and check it. `schema/` holds it. */
export function configJsonSchema(): Record<string, unknown> {
  const extended = z
    .string()
    .describe('Another file that this one builds on, relative to this one. What is said here counts before it.');
  const { $schema, ...schema } = z.toJSONSchema(configSchema.extend({ extends: extended.optional() }), { io: 'input' });
  // A base may say the version for all that build on it.
  return { $schema, title: 'samestory.yaml', ...schema, required: [] };
}
