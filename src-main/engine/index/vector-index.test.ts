import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ExactVectors } from './exact-vectors.ts';
import { HnswGraph } from './hnsw-graph.ts';
import { openIndex, type IndexOptions, type VectorIndex } from './vector-index.ts';

const DIMENSION = 16;
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'polylens-index-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Repeatable noise between -1 and 1 (a linear congruential generator, Knuth's constants). */
function noise(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number(state >> 33n) / 2 ** 30 - 1;
  };
}

function unit(values: readonly number[]): Float32Array {
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}

/** Unit vectors in clusters, as pictures are. */
function clustered(count: number, seed = 7): Float32Array[] {
  const next = noise(seed);
  const centres = Array.from({ length: 20 }, () => Array.from({ length: DIMENSION }, next));
  return Array.from({ length: count }, (_, i) => unit((centres[i % 20] ?? []).map((value) => value + 0.4 * next())));
}

const options = (more: Partial<IndexOptions> = {}): IndexOptions => ({
  folder,
  dimension: DIMENSION,
  stageKey: 'fake@1/1',
  // Nothing waits, so that the graph is what is tested.
  backlog: 0,
  ...more,
});

async function indexOf(vectors: readonly Float32Array[], more: Partial<IndexOptions> = {}): Promise<VectorIndex> {
  const { index } = await openIndex(options(more));
  vectors.forEach((vector, label) => index.add(label, vector));
  return index;
}

/** Share of the ten truly nearest that the index finds, over all queries. */
function recall(index: VectorIndex, vectors: ReadonlyMap<number, Float32Array>): number {
  const exact = new ExactVectors(DIMENSION);
  for (const [label, vector] of vectors) exact.add(label, vector);
  const queries = clustered(100, 99);
  const found = queries.flatMap((query) => {
    const truth = new Set(exact.search(query, 10).map(({ label }) => label));
    return index.search(query, 10).filter(({ label }) => truth.has(label));
  });
  return found.length / (10 * queries.length);
}

describe.each([
  ['compared one by one', 1_000],
  ['in the graph', 10],
])('vectors %s', (_, exactLimit) => {
  test('are found best first, with their cosine', async () => {
    const vectors = clustered(60);
    const index = await indexOf(vectors, { exactLimit });
    const [query = new Float32Array()] = vectors;
    const hits = index.search(query, 60);
    expect(hits[0]).toEqual({ label: 0, similarity: expect.closeTo(1, 5) as number });
    expect(hits.map(({ similarity }) => similarity)).toEqual(
      hits.map((hit) => hit.similarity).toSorted((a, b) => b - a),
    );
    expect(new Set(hits.map(({ label }) => label)).size).toBe(60);
  });

  test('that were removed are not found; the others are, as if it had never been there', async () => {
    const vectors = clustered(200);
    const index = await indexOf(vectors, { exactLimit });
    for (let label = 0; label < 200; label += 3) index.remove(label);
    const kept = new Map([...vectors.entries()].filter(([label]) => label % 3 !== 0));
    expect(index.size).toBe(kept.size);
    expect(index.labels().toSorted((a, b) => a - b)).toEqual([...kept.keys()]);
    expect(recall(index, kept)).toBeGreaterThanOrEqual(0.99);
    const [query = new Float32Array()] = vectors;
    expect(index.search(query, 500).filter(({ label }) => label % 3 === 0)).toEqual([]);
  });

  test('survive saving and opening, removals included', async () => {
    const vectors = clustered(100);
    const index = await indexOf(vectors, { exactLimit });
    index.remove(5);
    await index.save();
    const opened = await openIndex(options({ exactLimit }));
    expect(opened.rebuild).toBeUndefined();
    expect(opened.index.labels().toSorted()).toEqual(index.labels().toSorted());
    for (const query of clustered(5, 3)) expect(opened.index.search(query, 10)).toEqual(index.search(query, 10));
  });

  test('can be added and removed while they are saved', async () => {
    const vectors = clustered(120);
    const index = await indexOf(vectors.slice(0, 100), { exactLimit });
    const saved = index.save();
    vectors.slice(100).forEach((vector, i) => index.add(100 + i, vector));
    for (let label = 0; label < 10; label++) index.remove(label);
    const expected = Array.from({ length: 110 }, (_unused, i) => i + 10);
    const sorted = () => index.labels().toSorted((a, b) => a - b);
    expect([index.size, sorted()]).toEqual([110, expected]);
    const during = index.search(vectors[3] ?? new Float32Array(), 200).map(({ label }) => label);
    expect(during.toSorted((a, b) => a - b)).toEqual(expected);
    await saved;
    expect([index.size, sorted()]).toEqual([110, expected]);
    await index.save();
    expect((await openIndex(options({ exactLimit }))).index.size).toBe(110);
  });
});

test('additions to the graph wait, so that no query has to, and are found meanwhile; but not more than so many', async () => {
  const vectors = clustered(150);
  await (await indexOf(vectors.slice(0, 100), { exactLimit: 10 })).save();
  const { index } = await openIndex(options({ exactLimit: 10, backlog: 30 }));
  const found = () => [3, 129].map((label) => index.search(vectors[label] ?? new Float32Array(), 1)[0]?.label);
  const moved = vi.spyOn(HnswGraph.prototype, 'add');
  try {
    for (let label = 100; label < 130; label += 1) index.add(label, vectors[label] ?? new Float32Array());
    expect(moved).not.toHaveBeenCalled();
    expect(found()).toEqual([3, 129]);
    index.add(130, vectors[130] ?? new Float32Array());
    expect(moved).toHaveBeenCalled();
    await vi.waitFor(() => expect(moved).toHaveBeenCalledTimes(31), { timeout: 30_000 });
    expect(found()).toEqual([3, 129]);
    expect(index.size).toBe(131);
  } finally {
    moved.mockRestore();
  }
});

test('what waits is in the graph when it is saved', async () => {
  const vectors = clustered(120);
  await (await indexOf(vectors.slice(0, 100), { exactLimit: 10 })).save();
  const { index } = await openIndex(options({ exactLimit: 10, backlog: 30 }));
  const moved = vi.spyOn(HnswGraph.prototype, 'add');
  try {
    for (let label = 100; label < 120; label += 1) index.add(label, vectors[label] ?? new Float32Array());
    await Promise.all([index.save(), index.save()]);
    expect(moved).toHaveBeenCalledTimes(20);
  } finally {
    moved.mockRestore();
  }
  expect((await openIndex(options({ exactLimit: 10 }))).index.size).toBe(120);
});

test('saving a graph that just began does not wait until all is in it', async () => {
  const vectors = clustered(1200);
  const moved = vi.spyOn(HnswGraph.prototype, 'add');
  try {
    const index = await indexOf(vectors, { exactLimit: 1199 });
    await index.save();
    expect(moved.mock.calls.length).toBeLessThan(700);
    expect(index.size).toBe(1200);
  } finally {
    moved.mockRestore();
  }
  expect((await openIndex(options())).index.size).toBe(1200);
});

test('what is saved is what was there when saving began', async () => {
  const vectors = clustered(60);
  const index = await indexOf(vectors, { exactLimit: 10 });
  const saved = index.save();
  for (let label = 0; label < 30; label++) index.remove(label);
  await saved;
  const { index: reopened } = await openIndex(options({ exactLimit: 10 }));
  expect(reopened.search(vectors[0] ?? new Float32Array(), 60)).toHaveLength(60);
});

test('adding, removing and searching in any order gives what comparing all would give', async () => {
  const vectors = clustered(40);
  const label = fc.nat(39);
  const step = fc.oneof(
    fc.record({ add: label }),
    fc.record({ remove: label }),
    fc.record({ search: label, count: fc.integer({ min: 1, max: 50 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 120 }), fc.constantFrom(5, 100), async (steps, exactLimit) => {
      const { index } = await openIndex(options({ exactLimit }));
      const model = new ExactVectors(DIMENSION);
      const vector = (at: number) => vectors[at] ?? new Float32Array();
      const labelsOf = (hits: readonly { label: number }[]) => hits.map((hit) => hit.label).toSorted();
      for (const now of steps) {
        if ('add' in now) for (const one of [index, model]) one.add(now.add, vector(now.add));
        if ('remove' in now) {
          index.remove(now.remove);
          model.take(now.remove);
        }
        // So few vectors are all reached through the graph too.
        const { search, count } = 'search' in now ? now : { search: 0, count: 1 };
        expect(index.size).toBe(model.size);
        expect(labelsOf(index.search(vector(search), count))).toEqual(labelsOf(model.search(vector(search), count)));
      }
    }),
    { numRuns: 60 },
  );
});

test('the graph finds at least 98 % of the ten nearest, after growth and removals too', async () => {
  const vectors = clustered(3_000);
  const index = await indexOf(vectors, { exactLimit: 100 });
  const all = new Map(vectors.entries());
  expect(recall(index, all)).toBeGreaterThanOrEqual(0.98);
  for (let label = 0; label < 3_000; label += 2) {
    index.remove(label);
    all.delete(label);
  }
  expect(recall(index, all)).toBeGreaterThanOrEqual(0.98);
});

test('an empty index finds nothing', async () => {
  const { index, rebuild } = await openIndex(options());
  expect(index.search(unit([1, ...Array<number>(15).fill(0)]), 5)).toEqual([]);
  expect(rebuild).toMatch('ENOENT');
});

test('what the graph would silently get wrong is refused', async () => {
  const { index } = await openIndex(options());
  const [vector = new Float32Array()] = clustered(1);
  for (const label of [-1, 0.5, 2 ** 32, Number.NaN]) expect(() => index.add(label, vector)).toThrow(RangeError);
  index.add(2 ** 32 - 1, vector);
  expect(index.search(vector, 1)[0]?.label).toBe(2 ** 32 - 1);
  expect(() => index.add(1, vector.subarray(1))).toThrow(RangeError);
  expect(() => index.add(1, Float32Array.from(vector).fill(Number.NaN))).toThrow(RangeError);
  expect(() => index.search(vector.subarray(1), 1)).toThrow(RangeError);
});

describe('a saved index', () => {
  const saved = async () => {
    const index = await indexOf(clustered(50), { exactLimit: 10 });
    index.add(1_000, clustered(1, 5)[0] ?? new Float32Array());
    await index.save();
    return readdir(folder);
  };
  const reopened = async (more: Partial<IndexOptions> = {}) => {
    const { index, rebuild } = await openIndex(options({ exactLimit: 10, ...more }));
    return { size: index.size, rebuild };
  };

  test('leaves no file of an earlier save', async () => {
    await saved();
    expect(await saved()).toHaveLength(3);
    // One that cannot be removed, as on Windows what another process reads.
    await mkdir(join(folder, 'rows-earlier.bin'));
    expect(await saved()).toHaveLength(4);
    expect(await reopened()).toEqual({ size: 51, rebuild: undefined });
  });

  test.each([
    ['another dimension', { dimension: 8 }, 'dimension 16, not 8'],
    ['another stage key', { stageKey: 'fake@2/1' }, 'stage key fake@1/1, not fake@2/1'],
  ])('of %s is not used', async (_, more, reason) => {
    await saved();
    expect(await reopened(more)).toEqual({ size: 0, rebuild: reason });
  });

  test('with a flipped bit, a missing end or a missing file is not used, whichever file it is', async () => {
    for (const file of await saved()) {
      const path = join(folder, file);
      await copyFile(path, join(folder, 'whole'));
      const bytes = await readFile(path);
      const flipped = bytes.map((byte, i) => (i === Math.floor(bytes.length / 2) ? byte ^ 1 : byte));
      for (const content of [flipped, bytes.subarray(0, -4)]) {
        await writeFile(path, content);
        expect(await reopened()).toEqual({ size: 0, rebuild: expect.any(String) as string });
      }
      await rm(path);
      expect(await reopened()).toEqual({ size: 0, rebuild: expect.any(String) as string });
      await copyFile(join(folder, 'whole'), path);
      expect(await reopened()).toEqual({ size: 51, rebuild: undefined });
    }
  });

  test('whose later save was cut off is still whole', async () => {
    await saved();
    await writeFile(join(folder, 'index.json.new'), '{ "format": 1');
    await writeFile(join(folder, 'graph-later.hnsw'), 'half');
    expect(await reopened()).toEqual({ size: 51, rebuild: undefined });
  });
});
