/** Where a query's time goes, and how much of the truth the graph finds. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ExactVectors } from '../../../src-main/engine/index/exact-vectors.ts';
import { openIndex } from '../../../src-main/engine/index/vector-index.ts';
import { openPack } from '../../../src-main/engine/packs/open-pack.ts';
import type * as texts from '../../../src-main/engine/packs/text-encoder.ts';
import { detectLanguage } from '../../../src-main/engine/search/language.ts';
import { built } from '../../fixtures/built.ts';
import { clustered, near } from '../clustered.ts';
import { packFolder } from '../pack-folder.ts';
import { ms, quantile, report, timed } from '../report.ts';

const { startTextEncoder } = await built<typeof texts>('engine/packs/text-encoder');

/** Building the graph takes 1 to 4 ms a vector, so the full 100,000 are asked for by hand. */
const VECTORS = Number(process.env['POLYLENS_BENCH_VECTORS'] ?? 25_000);
const EXACT = 20_000;
const CLUSTERS = 500;
const queries = [
  'a dog running on the beach',
  'zwei Kinder spielen im Schnee',
  'une vieille maison au bord de la rivière',
  'hombre con sombrero tocando la guitarra',
  'мальчик едет на велосипеде',
  '海辺を走る犬',
  'red',
  'people sitting around a campfire at night with mountains and a starry sky in the background',
];

let temporary = '';
beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'polylens-bench-'));
});
afterAll(() => rm(temporary, { recursive: true }));

test('query', async () => {
  const chosen = await packFolder(temporary);
  const pack = await openPack(chosen.folder);
  const { dimension } = pack;
  const encoder = await startTextEncoder(pack);
  const samples: { tokenise: number; encode: number; detect: number; embed: number }[] = [];
  for (let round = 0; round < 25; round++) {
    for (const query of queries) {
      const detect = await timed(() => void detectLanguage(query, Object.keys(pack.languages)));
      const start = performance.now();
      const { tokeniseMs, encodeMs } = await encoder.measure(query);
      samples.push({ detect, tokenise: tokeniseMs, encode: encodeMs, embed: performance.now() - start });
    }
  }
  await encoder.close();

  const centres = clustered(CLUSTERS, dimension);
  const all = near(VECTORS, dimension, centres);
  const { index } = await openIndex({ folder: temporary, dimension, stageKey: 'bench', exactLimit: 0, backlog: 0 });
  const exact = new ExactVectors(dimension);
  const building = await timed(() => all.forEach((vector, label) => index.add(label, vector)));
  all.slice(0, EXACT).forEach((vector, label) => exact.add(label, vector));
  const asked = near(200, dimension, centres);
  const exactTimes: number[] = [];
  for (const query of asked) exactTimes.push(await timed(() => void exact.search(query, 20)));
  all.slice(EXACT).forEach((vector, i) => exact.add(EXACT + i, vector));
  let found = 0;
  const graphTimes: number[] = [];
  for (const query of asked) {
    const truth = new Set(exact.search(query, 10).map(({ label }) => label));
    found += index.search(query, 10).filter(({ label }) => truth.has(label)).length;
    graphTimes.push(await timed(() => void index.search(query, 20)));
  }
  const saving = await timed(() => index.save());
  const opening = await timed(() => openIndex({ folder: temporary, dimension, stageKey: 'bench' }));

  const both = (name: keyof (typeof samples)[number]) => samples.map((sample) => sample[name]);
  const line = (times: readonly number[]) => `${ms(quantile(times, 0.5))} (95 %: ${ms(quantile(times, 0.95))})`;
  const total = quantile(both('detect'), 0.5) + quantile(both('embed'), 0.5) + quantile(graphTimes, 0.5);
  const recall = found / (10 * asked.length);
  report(`Query, ${chosen.name}, ${dimension} numbers a vector`, {
    'guess the language': line(both('detect')),
    tokenise: line(both('tokenise')),
    'encode the text': line(both('encode')),
    'to the worker thread and back': line(both('embed')),
    [`search ${VECTORS} by the graph`]: line(graphTimes),
    [`search ${Math.min(VECTORS, EXACT)} by comparing all`]: line(exactTimes),
    'whole query : text encoding alone': (total / quantile(both('encode'), 0.5)).toFixed(2),
    [`recall@10 of the graph : exact`]: recall.toFixed(4),
    'add to the graph': ms(building / VECTORS),
    'save, open': `${ms(saving)}, ${ms(opening)}`,
  });
  expect(recall).toBeGreaterThanOrEqual(0.98);
});
