import { z } from 'zod';
import type { AssociationType } from './association-types.ts';
import type { Core } from './core.ts';
import { type StandardError, validation } from './errors.ts';
import type { ObjectType } from './object-types.ts';
import { objectTypeOf } from './object-types.ts';
import type { CrmRecord } from './record.ts';
import { idText } from './service.ts';

export const linkKind = z.object({
  associationCategory: z.enum(['HUBSPOT_DEFINED', 'USER_DEFINED', 'INTEGRATOR_DEFINED']),
  associationTypeId: z.number().int(),
});

export const inlineLinks = z.array(z.object({ to: z.object({ id: idText }), types: z.array(linkKind).min(1) }));
export type InlineLinks = z.infer<typeof inlineLinks>;

interface PlannedLink {
  readonly to: CrmRecord;
  readonly kinds: readonly AssociationType[];
}

/** Links named in a create call: checked before the record exists, made as soon as it does. */
export function planLinks(
  core: Core,
  type: ObjectType,
  links: InlineLinks,
):
  | { readonly ok: true; readonly links: readonly PlannedLink[] }
  | { readonly ok: false; readonly error: StandardError } {
  const planned: PlannedLink[] = [];
  for (const link of links) {
    const kinds = link.types.flatMap((one) => core.associations.types.fromSide(type.id, one.associationTypeId) ?? []);
    const [first] = kinds;
    if (!first || kinds.length !== link.types.length || kinds.some((kind) => kind.toType !== first.toType)) {
      return {
        ok: false,
        error: validation(
          `${type.noun} has no association type ${link.types.map((one) => one.associationTypeId).join(', ')}`,
        ),
      };
    }
    const to = core.records.live(first.toType, link.to.id);
    if (!to) return { ok: false, error: unknownTarget(first.toType, link.to.id) };
    planned.push({ to, kinds });
  }
  return { ok: true, links: planned };
}

export function unknownTarget(typeId: string, id: string): StandardError {
  const { noun } = objectTypeOf(typeId);
  return validation(`${noun}=${id} is not valid`, {
    subCategory: 'crm.associations.INVALID_OBJECT_IDS',
    context: { [noun]: [id] },
  });
}
