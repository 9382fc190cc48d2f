import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExactVectors, leastOfLargest } from './exact-vectors.ts';
import { HnswGraph } from './hnsw-graph.ts';
import { readIndex, writeIndex } from './index-files.ts';

test('the least of the largest is what sorting all gives', () => {
  const numbers = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 70 }), (given, count) => {
      const sorted = given.toSorted((one, other) => one - other);
      expect(leastOfLargest(Float32Array.from(given), count)).toBe(sorted.at(-Math.min(count, given.length)));
    }),
  );
});

test('of equals those of the smallest labels are found', () => {
  const exact = new ExactVectors(1);
  for (const label of [5, 3, 9, 1]) exact.add(label, Float32Array.of(label === 9 ? 1 : 0.5));
  expect(exact.search(Float32Array.of(1), 3).map(({ label }) => label)).toEqual([9, 1, 3]);
  expect(exact.search(Float32Array.of(1), 9).map(({ label }) => label)).toEqual([9, 1, 3, 5]);
});

test('vectors that are read take no more memory than they have numbers, and more can be added', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'polylens-exact-'));
  const place = { folder, dimension: 4, stageKey: 'fake@1/1' };
  const written = new ExactVectors(place.dimension);
  for (let label = 0; label < 1000; label += 1) written.add(label, Float32Array.of(label, 1, 2, 3));
  try {
    await writeIndex(place, { exact: written, graph: HnswGraph.empty(place.dimension) });
    const { exact } = await readIndex(place);
    expect(exact.values).toEqual(written.values);
    expect(exact.values.buffer.byteLength).toBe(exact.values.byteLength);
    exact.add(1000, Float32Array.of(7, 7, 7, 7));
    expect(exact.take(1000)).toEqual(Float32Array.of(7, 7, 7, 7));
    expect(exact.take(999)).toEqual(Float32Array.of(999, 1, 2, 3));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
