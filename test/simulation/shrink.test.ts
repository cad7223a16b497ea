import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseScript, type Script, scriptText } from '../../simulator/simulation/script.ts';
import { drawPlan } from '../../simulator/simulation/seed-plan.ts';
import { kindOfFailure, shrink } from './shrink.ts';

function script(acts: number, crashes: readonly number[]): Script {
  const at = '2026-10-01T00:00:00.000Z';
  return {
    plan: drawPlan(1),
    acts: Array.from({ length: acts }, (_, order) => ({ at, kind: 'delete order', order: String(order) })),
    edits: [],
    strikes: [],
    crashes,
  };
}

describe('a story that is shrunk', () => {
  it('keeps what it needs to fail, and nothing else', async () => {
    const orders = ({ acts }: Script) => acts.map((act) => (act.kind === 'delete order' ? act.order : ''));
    const steps: number[] = [];
    const smallest = await shrink(
      script(40, [3, 9, 27]),
      async (tried) => orders(tried).includes('7') && orders(tried).includes('31') && tried.crashes.includes(9),
      ({ acts }) => steps.push(acts.length),
    );
    assert.deepEqual(orders(smallest), ['7', '31']);
    assert.deepEqual(smallest.crashes, [9]);
    assert.deepEqual(
      steps,
      steps.toSorted((left, right) => right - left),
    );
  });

  it('survives its file, and a file that is something else is refused', () => {
    const whole = script(2, [5]);
    assert.deepEqual(parseScript(scriptText(whole)), whole);
    assert.throws(() => parseScript('{"acts":[]}'), /no script of a simulation/);
  });

  it('is one failure with other ids, and another one with other words', () => {
    assert.equal(kindOfFailure(['order 12 is not there']), kindOfFailure(['order 99 is not there']));
    assert.notEqual(kindOfFailure(['order 12 is not there']), kindOfFailure(['order 12 is there twice']));
  });
});
