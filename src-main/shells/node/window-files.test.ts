import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answering } from '../../../test/fixtures/engine-double.ts';
import { WindowFiles } from './window-files.ts';

const plain = { range: undefined, ifNoneMatch: undefined };

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'polylens-files-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a picture that was kept is not taken for that of another library with the same id', async () => {
  const libraries = ['first', 'second'].map((name) => join(folder, name));
  for (const path of libraries) writeFileSync(path, path);
  const paths = [...libraries];
  const { client } = await answering({ 'media.thumbnail': () => Promise.resolve({ path: paths[0] ?? '' }) });
  const files = new WindowFiles({ page: new Map(), library: folder, ask: (work) => work(client) });
  const kept = (await files.answer('/media/1/256', plain)).headers['ETag'];
  expect((await files.answer('/media/1/256', { ...plain, ifNoneMatch: kept })).status).toBe(304);
  paths.shift();
  expect((await files.answer('/media/1/256', { ...plain, ifNoneMatch: kept })).status).toBe(200);
});

test('without an engine there is an answer, too', async () => {
  const files = new WindowFiles({ page: new Map(), library: folder, ask: () => Promise.reject(new Error('none')) });
  expect((await files.answer('/media/1', plain)).status).toBe(503);
});
