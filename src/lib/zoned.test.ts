import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { monthOf, monthStart, shiftMonth } from './zoned.ts';

describe('months in a time zone', () => {
  it('puts an instant into the month that people there see on the calendar', () => {
    const at = new Date('2026-03-01T03:00:00Z');
    assert.equal(monthOf(at, 'America/Toronto'), '2026-02');
    assert.equal(monthOf(at, 'Europe/Berlin'), '2026-03');
    assert.equal(monthOf(new Date('2025-12-31T16:00:00Z'), 'Asia/Tokyo'), '2026-01');
  });

  it('finds the first instant of a month, also where the clocks change that night', () => {
    assert.equal(monthStart('2026-03', 'America/Toronto').toISOString(), '2026-03-01T05:00:00.000Z');
    assert.equal(monthStart('2026-04', 'America/Toronto').toISOString(), '2026-04-01T04:00:00.000Z');
    assert.equal(monthStart('2026-11', 'America/Havana').toISOString(), '2026-11-01T04:00:00.000Z');
    assert.equal(monthStart('2026-01', 'Asia/Kathmandu').toISOString(), '2025-12-31T18:15:00.000Z');
  });

  it('counts months across years', () => {
    assert.equal(shiftMonth('2026-01', -1), '2025-12');
    assert.equal(shiftMonth('2026-11', -12), '2025-11');
  });

  it('agrees with itself: a month begins in that month and the instant before does not', () => {
    for (const zone of ['America/Toronto', 'Europe/London', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC']) {
      for (let month = '2025-01'; month < '2027-01'; month = shiftMonth(month, 1)) {
        const start = monthStart(month, zone);
        assert.equal(monthOf(start, zone), month, `${month} in ${zone}`);
        assert.equal(monthOf(new Date(start.getTime() - 1), zone), shiftMonth(month, -1), `before ${month} in ${zone}`);
      }
    }
  });
});
