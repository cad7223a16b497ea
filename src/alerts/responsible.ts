import { z } from 'zod';
import type { FailureClass } from '../connector/failure.ts';

const name = z
  .string()
  .trim()
  .min(1, 'a name. Write who it is, as colleagues say it.')
  .max(100)
  .describe('The name as colleagues say it.');

export const mailAddress = z.email('an e-mail address. Write it like jane@example.com.').describe('An e-mail address.');

/** Other addresses than https would carry names of stores and accounts in the clear; this machine itself is no network. */
const webhook = z
  .string('an https address, or $NAME for one that the environment holds. Write it like https://example.com/hook.')
  .regex(
    /^(?:https:\/\/[^\s/]+\S*|http:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?(?:\/\S*)?|\$[A-Z][A-Z\d_]*)$/,
    'an https address, or $NAME for one that the environment holds. Write it like https://example.com/hook.',
  )
  .describe(
    'Where messages are posted as JSON: an https address, or $NAME for a variable of the environment that holds it.',
  );

const reachable = { name, email: mailAddress.optional(), webhook: webhook.optional() };

const isReachable = ({ email, webhook: address }: { email?: string | undefined; webhook?: string | undefined }) =>
  email !== undefined || address !== undefined;
const wayToReach = 'an email, a webhook, or both. Add a line "email: …" below the name.';

export type Person = z.infer<typeof personSchema>;
export type Responsible = z.infer<typeof responsibleSchema>;

const personSchema = z.strictObject(reachable).refine(isReachable, wayToReach);

/** Who is told of what needs a person. */
const other = personSchema.optional();
/** The classes of failures, as connector/failure.ts has them. */
const byClass = {
  transient: other,
  quota: other,
  credential: other,
  map: other,
  record: other,
  identity: other,
  bug: other,
} satisfies Record<FailureClass, typeof other>;

export const responsibleSchema = z
  .strictObject({
    ...reachable,
    deputies: z.array(personSchema).default([]).describe('Who is told too when nothing happens for some days.'),
    classes: z
      .strictObject(byClass)
      .prefault({})
      .describe('Somebody else for a class of failures, for instance "credential" for whoever renews access.'),
  })
  .refine(isReachable, wayToReach)
  .describe('Who is told of failures, cleans up and answers for the field map. Needed for writing to a CRM.');
