import { expect, test } from 'vitest';
import { Fingers } from './fingers.ts';
import { Zoom } from './zoom.svelte.ts';

/** A picture as large as its stage, and the hands over it. */
function open() {
  const zoom = new Zoom();
  zoom.stage = { width: 800, height: 600 };
  zoom.picture = { width: 800, height: 600 };
  return { zoom, fingers: new Fingers(zoom) };
}

/** One comes down, goes there in some steps, and is away again. */
function drag(fingers: Fingers, { x, y }: { x: number; y: number }): number {
  fingers.down(1, { x: 0, y: 0 });
  for (const share of [0.3, 0.7, 1]) fingers.move(1, { x: x * share, y: y * share });
  return fingers.up(1);
}

test('two that go apart make what is between them larger, and it stays there', () => {
  const { zoom, fingers } = open();
  fingers.down(1, { x: 90, y: 0 });
  fingers.down(2, { x: 110, y: 0 });
  fingers.move(1, { x: 80, y: 0 });
  fingers.move(2, { x: 120, y: 0 });
  expect(zoom.scale).toBeCloseTo(2);
  // What was at 95 to 100 is there still: twice as far from the middle, and shifted back.
  expect(zoom.shift.x).toBeGreaterThanOrEqual(-100);
  expect(zoom.shift.x).toBeLessThan(-85);
  expect([fingers.up(1), fingers.up(2)]).toEqual([0, 0]);
  expect(fingers.areDown).toBe(false);
});

test('one moves a picture that is larger than its stage, and leads nowhere', () => {
  const { zoom, fingers } = open();
  zoom.to(2);
  expect(drag(fingers, { x: 100, y: 0 })).toBe(0);
  expect(zoom.shift.x).toBeCloseTo(100);
});

test.each([
  [{ x: -120, y: 10 }, -1],
  [{ x: 120, y: -30 }, 1],
  [{ x: 40, y: 0 }, 0],
  [{ x: 100, y: 90 }, 0],
])('past a whole picture, by %o, one leads to %i', (by, to) => {
  expect(drag(open().fingers, by)).toBe(to);
});

test('one that is left of two, or that the system took, leads nowhere', () => {
  const { fingers } = open();
  fingers.down(1, { x: 0, y: 0 });
  fingers.down(2, { x: 50, y: 0 });
  fingers.up(2);
  fingers.move(1, { x: -200, y: 0 });
  expect(fingers.up(1)).toBe(0);
  fingers.down(1, { x: 0, y: 0 });
  fingers.move(1, { x: -200, y: 0 });
  fingers.lose(1);
  expect([fingers.up(1), fingers.areDown]).toEqual([0, false]);
});
