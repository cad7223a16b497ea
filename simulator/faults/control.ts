import { Hono } from 'hono';
import type { SimulatorEnv } from '../http/faults.ts';
import type { Armory } from './armory.ts';
import { FaultPlanError, faultPlan } from './plan.ts';

/** Where a simulator is told its faults; no platform has anything there. */
const faultsPath = '/_simulator/faults';

/**
 * Control of a simulator's faults: `GET` tells those that are set up, `POST` adds a plan (JSON, an array of `{fault,
 * after?, times?, share?, minutes?}`), `DELETE` takes everything back. Install before the platform's own routes.
 */
export function faultControl(armory: Armory): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();
  app.get(faultsPath, (context) => context.json(armory.armed()));
  app.post(faultsPath, async (context) => {
    const body: unknown = await context.req.json().catch(() => null);
    const plan = faultPlan.safeParse(body);
    if (!plan.success) {
      return context.json({ error: 'a plan is an array of {fault, after?, times?, share?, minutes?}' }, 400);
    }
    try {
      armory.arm(plan.data);
    } catch (error) {
      if (error instanceof FaultPlanError) return context.json({ error: error.message }, 400);
      throw error;
    }
    return context.json(armory.armed());
  });
  app.delete(faultsPath, (context) => {
    armory.disarm();
    return context.json([]);
  });
  return app;
}
