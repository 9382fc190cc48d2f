import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Zoom, type Point } from './zoom.svelte.ts';

function zoomOf(picture = { width: 4000, height: 3000 }): Zoom {
  const zoom = new Zoom();
  zoom.stage = { width: 1000, height: 800 };
  zoom.picture = picture;
  return zoom;
}

/** Where a point of the stage lies in the picture, in shares of its drawn size from the middle. */
function under(zoom: Zoom, { x, y }: Point): Point {
  return { x: (x - zoom.shift.x) / zoom.scale, y: (y - zoom.shift.y) / zoom.scale };
}

test('a large picture is fitted in, a small one at most doubled', () => {
  expect(zoomOf().fit).toBe(0.25);
  expect(zoomOf({ width: 100, height: 80 }).fit).toBe(2);
  expect(zoomOf({ width: 0, height: 0 }).fit).toBe(1);
});

test('what lies under the pointer stays there', () => {
  const zoom = zoomOf();
  zoom.to(4);
  const at = { x: 120, y: -60 };
  const before = under(zoom, at);
  zoom.to(6, at);
  expect(under(zoom, at).x).toBeCloseTo(before.x);
  expect(under(zoom, at).y).toBeCloseTo(before.y);
});

test('wherever it is zoomed and moved, no edge comes inside the stage', () => {
  const anyPoint = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -400, max: 400 }) });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.double({ min: 0.1, max: 20, noNaN: true }), anyPoint, anyPoint)), (steps) => {
      const zoom = zoomOf();
      for (const [scale, at, by] of steps) {
        zoom.to(scale, at);
        zoom.move(by);
        const over = Math.max(0, 4000 * 0.25 * zoom.scale - 1000) / 2;
        expect(Math.abs(zoom.shift.x)).toBeLessThanOrEqual(over + 1e-6);
        expect(zoom.scale).toBeGreaterThanOrEqual(1);
      }
      zoom.reset();
      expect([zoom.scale, zoom.shift]).toEqual([1, { x: 0, y: 0 }]);
    }),
  );
});

test('a double click goes to the picture’s own pixels and back', () => {
  const zoom = zoomOf();
  zoom.toggle({ x: 0, y: 0 }, 1);
  expect(zoom.scale * zoom.fit).toBe(1);
  zoom.toggle({ x: 0, y: 0 }, 1);
  expect(zoom.scale).toBe(1);
});
