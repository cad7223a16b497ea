/**
 * What a setting of the ledger is. decision: fixed by a person, kept beside the configuration and restored by a rebuild ·
 * position: how far something has looked; a rebuild begins anew · finding: what was found last, found again.
 */
type SettingClass = 'decision' | 'position' | 'finding';

const classes: readonly (readonly [pattern: RegExp, what: SettingClass])[] = [
  [/^cutoff\//, 'decision'],
  [/^picked\//, 'decision'],
  [/^paused\//, 'decision'],
  [/^brake allowed until\//, 'decision'],
  [/^consent\//, 'decision'],
  [/^launch\//, 'decision'],
  [/^other writers\/.* off$/, 'decision'],
  [/^other writers\/.*\/none running$/, 'finding'],
  [/^versions\//, 'finding'],
  [/^brake\//, 'finding'],
  [/^balance\//, 'finding'],
  [/^dump\//, 'finding'],
  [/^ledger id$/, 'finding'],
  [/^store$/, 'finding'],
  [/^several stores$/, 'finding'],
  [/^sweep\//, 'position'],
  [/^index\//, 'position'],
  [/^reconcile\//, 'position'],
  [/^rebuild\//, 'position'],
];

/** The class of a setting by its name; null = nobody has said it, which a test refuses. */
export function settingClass(name: string): SettingClass | null {
  return classes.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
