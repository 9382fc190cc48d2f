import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { contentOf, embed, met } from '../../test/fixtures/rows.ts';
import { choosePack } from './choose-pack.ts';
import { openIndex } from './index/vector-index.ts';
import { openLibraryToWrite, type Library } from './library/library.ts';
import type { Pack } from './packs/open-pack.ts';

const present = 'present@1/1';
const next = 'a-pack-with-a-name-of-its-own@12345678/1';
const count = 200;

let root = '';
let library: Library;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'polylens-choose-'));
  library = openLibraryToWrite(join(root, 'library'));
});
afterEach(() => {
  library.close();
  rmSync(root, { recursive: true });
});

const sizeOf = (folder: string) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { name }) => sum + statSync(join(folder, name)).size, 0);

/** As if nobody had it open: what was written lies in the one file. */
function libraryBytes(): number {
  library.close();
  library = openLibraryToWrite(join(root, 'library'));
  return sizeOf(join(root, 'library'));
}

test.each([384, 512, 768, 1024, 1152])(
  'a switch to %d numbers a vector is told to need about what it then takes',
  async (dimension) => {
    const names = Array.from({ length: count }, (_, at) => `/p/${String(at).padStart(5, '0')}`);
    library.files.update(
      names.map((name) => met(name)),
      [],
    );
    const pictures = library.files
      .known(Buffer.from('/p/'), Buffer.from('/p0'))
      .map(({ id }, at) => ({ id, name: names[at] ?? '' }));
    library.vectors.record(
      present,
      pictures.map(({ id, name }) => embed(id, name)),
    );
    const packs = { pack: { stageKey: next, dimension } as Pack, before: { stageKey: present } as Pack };
    const before = libraryBytes();
    const told = await choosePack(library, { name: 'next', ...packs, now: false });
    const embedding = new Float32Array(dimension).fill(1 / Math.sqrt(dimension));
    library.vectors.record(
      next,
      pictures.map(({ id, name }) => ({ kind: 'embedded', fileId: id, content: contentOf(name), embedding })),
    );
    const rows = libraryBytes() - before;
    const folder = join(root, 'index');
    mkdirSync(folder);
    const { index } = await openIndex({ folder, dimension, stageKey: next, exactLimit: 0, backlog: 0 });
    for (let label = 0; label < count; label += 1) index.add(label, embedding);
    await index.save();
    // Once more beside the old one, before that goes.
    const taken = rows + 2 * sizeOf(folder);
    expect(told / taken).toBeGreaterThan(0.98);
    expect(told / taken).toBeLessThan(1.1);
  },
);
