/** Looking again at a tree in which nothing changed, over `find` reading the same facts of the same files. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as engineModule from '../../../src-main/engine/engine.ts';
import { writeFakePack } from '../../fixtures/fake-pack.ts';
import { plain } from '../../fixtures/pictures.ts';
import { built } from '../../fixtures/built.ts';
import { keepRow, ms, quantile, report, timed } from '../report.ts';

const { Engine } = await built<typeof engineModule>('engine/engine');

const FOLDERS = 200;
const FILES = Number(process.env['POLYLENS_BENCH_FILES'] ?? 20_000);
const ROUNDS = 7;

let temporary = '';
let photos = '';
beforeAll(async () => {
  temporary = mkdtempSync(join(tmpdir(), 'polylens-bench-'));
  photos = join(temporary, 'photos');
  await writeFakePack(join(temporary, 'pack'));
  const picture = await plain('red').resize(8, 8).jpeg().toBuffer();
  for (let folder = 0; folder < FOLDERS; folder += 1) {
    const path = join(photos, `2019 holiday ${folder}`);
    mkdirSync(path, { recursive: true });
    for (let file = 0; file < FILES / FOLDERS; file += 1) {
      // What follows a JPEG's end is not looked at, but makes it another content: ten files share one, for speed.
      const content = Buffer.concat([picture, Buffer.from(`${folder % (FOLDERS / 10)} ${file}`)]);
      writeFileSync(join(path, `IMG_${1000 + file}.jpg`), content);
    }
  }
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

function find(): void {
  const { status } = spawnSync('find', [photos, '-printf', '%p %s %T@ %C@\n'], { maxBuffer: 2 ** 30 });
  expect(status).toBe(0);
}

test.skipIf(process.platform !== 'linux')('scan of an unchanged tree', async () => {
  const engine = new Engine({
    library: join(temporary, 'library'),
    pack: join(temporary, 'pack'),
    version: 'bench',
    announce: () => undefined,
  });
  let scanned = 0;
  const signal = new AbortController().signal;
  const index = async () => {
    const start = performance.now();
    const progress = (told: { phase: string }) => {
      if (told.phase === 'scan') scanned = performance.now() - start;
    };
    return engine.handlers['library.index']({ folders: [photos], acceptMissing: false }, { signal, progress });
  };
  try {
    const first = await timed(async () => expect((await index()).counts.searchable).toBe(FILES));
    const times = { find: [] as number[], scan: [] as number[], whole: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      times.find.push(await timed(find));
      times.whole.push(await timed(async () => expect((await index()).embedded).toBe(0)));
      times.scan.push(scanned);
    }
    const middle = (of: keyof typeof times) => quantile(times[of], 0.5);
    const best = (of: keyof typeof times) => Math.min(...times[of]);
    const ratio = (of: 'scan' | 'whole') =>
      `${(middle(of) / middle('find')).toFixed(2)} (best of both: ${(best(of) / best('find')).toFixed(2)})`;
    report(`Looking again at ${FILES} unchanged files in ${FOLDERS} folders, middle of ${ROUNDS}`, {
      'find with stat': ms(middle('find')),
      'scan and compare': ms(middle('scan')),
      'whole index run, engine warm': ms(middle('whole')),
      'scan : find': ratio('scan'),
      'whole : find': ratio('whole'),
      'the first run, for comparison': ms(first),
    });
    keepRow({
      row: 'scan of an unchanged tree : find',
      area: 'engine',
      ratio: middle('scan') / middle('find'),
      budget: '<= 3',
    });
  } finally {
    await engine.close();
  }
});
