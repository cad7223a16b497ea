import type { HttpApps } from '../app/http-apps.ts';
import { controlApp } from './control.ts';
import { healthApp } from './health.ts';
import { intakeApp } from './intake.ts';

/** The product's HTTP sides, for whoever starts a service. */
export const httpApps: HttpApps = {
  intake: intakeApp,
  intakeThread: new URL('./intake-thread.ts', import.meta.url),
  health: healthApp,
  control: controlApp,
};
