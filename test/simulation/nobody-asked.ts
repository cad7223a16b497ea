import type { World } from './world.ts';

const dayMs = 86_400_000;

/**
 * Looks once a day whether the product asks a person for anything. Returns the sentences, which come as time goes by:
 * an ordinary month has none.
 */
export function nobodyAsked({ clock, database, destination, life, plan }: World): readonly string[] {
  const asked: string[] = [];
  const ask = async () => {
    const parked = await clock.working(() => database.ledger.parked({ destination, limit: 5 }));
    const day = clock.now().toISOString().slice(0, 10);
    for (const { key, field, message } of parked) {
      asked.push(
        `${day}: a person is asked about ${key.kind} ${key.id}${field === null ? '' : `, ${field}`}: ${message}`,
      );
    }
  };
  for (let at = plan.start.getTime() + dayMs; at < life.endsAt.getTime(); at += dayMs) {
    clock.schedule(new Date(at), () => void ask());
  }
  return asked;
}
