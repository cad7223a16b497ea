import type { layoutNames } from '../../config/schema.ts';
import type { ContactIdentity, ExportLayout } from '../../connector/export-layout.ts';
import { hubSpotLayout } from '../../destinations/hubspot/csv-layout.ts';
import { withGrossMinusRefunded } from '../../export/fields.ts';
import { genericLayout } from '../../export/generic-layout.ts';
import type { ExportInput } from '../../export/input.ts';
import type { Manifest } from '../../export/manifest.ts';
import type { Resolution } from '../../export/resolve.ts';
import { type VersionTimes, writeVersion } from '../../export/versions.ts';
import { writeExport } from '../../export/write-files.ts';
import type { FieldMap } from '../../field-map/types.ts';
import { productVersion } from '../version.ts';
import { withFileErrors } from './open-input.ts';

export type LayoutName = (typeof layoutNames)[number];

export const exportStem = 'samestory-export';

/**
 * The fields that a layout has, before an input leaves out what it does not carry. Files for HubSpot hold what HubSpot
 * holds: fields that are used periodically have no property there. Where nothing is written to it, they hold everything.
 */
export function mapFor(layout: LayoutName, map: FieldMap): FieldMap {
  if (layout !== 'hubspot') return withGrossMinusRefunded(map);
  const sameDay = map.fields.filter(({ use }) => use !== 'periodically');
  return sameDay.length === 0 ? map : { ...map, fields: sameDay };
}

/** Without customers nobody knows which orders are a guest's: contacts are then told apart by their address alone. */
function contactIdentityOf(input: Pick<ExportInput, 'knowsCustomers'>): ContactIdentity {
  return input.knowsCustomers ? 'key' : 'email';
}

function layoutFor(name: LayoutName, input: ExportInput): ExportLayout {
  const identity = contactIdentityOf(input);
  return name === 'hubspot' ? hubSpotLayout(input.map.fields, identity) : genericLayout(input.map, identity);
}

interface ExportRun {
  readonly input: ExportInput;
  readonly layout: LayoutName;
  /** The fields that are configured; the layout chooses from them. */
  readonly map: FieldMap;
  readonly folder: string;
  readonly times: VersionTimes;
  readonly keep: number | null;
  readonly signal: AbortSignal;
  onProgress(orders: number): void;
}

export interface ExportOutcome {
  readonly path: string;
  readonly manifest: Manifest;
  readonly resolution: Resolution;
}

/** Writes one version of the export: whole, or not at all. Throws CommandError for what is wrong with a file. */
export async function runExport(run: ExportRun): Promise<ExportOutcome> {
  const { input, layout, folder, times, keep, signal, onProgress } = run;
  const job = {
    input,
    layout: layoutFor(layout, input),
    wholeMap: mapFor(layout, run.map),
    times,
    product: `samestory ${productVersion}`,
    signal,
    onProgress,
  };
  let result: Awaited<ReturnType<typeof writeExport>> | null = null;
  const path = await withFileErrors(() =>
    writeVersion({ ...times, folder, stem: exportStem, keep }, async (working) => {
      result = await writeExport(job, working);
    }),
  );
  if (result === null) throw new Error('the version was written without a result');
  const { manifest, resolution }: Awaited<ReturnType<typeof writeExport>> = result;
  return { path, manifest, resolution };
}
