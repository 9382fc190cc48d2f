import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answering } from '../../../test/fixtures/engine-double.ts';
import { WindowFiles, type Answer } from './window-files.ts';

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

/** A window on an engine whose one picture has, as it says, a film there in this file. */
async function withFilm(path: string, inside: { offset: number; length: number }) {
  const film = { asset: 1, kind: 'video' as const, path, inside };
  const described = { asset: 1, width: 1, height: 1, details: {}, format: 'jpeg', size: 1, time: 0 };
  const details = { ...described, places: [{ path }], companions: [film] };
  const { client } = await answering({ 'asset.details': () => Promise.resolve(details) });
  return new WindowFiles({ page: new Map(), library: folder, ask: (work) => work(client) });
}

async function bodyOf({ body }: Answer): Promise<string> {
  return body instanceof Readable ? (await body.toArray()).join('') : String(body);
}

describe('the film inside a picture', () => {
  const bytes = 'PICTURE----ftypFILMxTRAILER';
  const inside = { offset: 7, length: 13 };
  const held = async (where = inside, has = bytes) => {
    const path = join(folder, 'a.jpg');
    writeFileSync(path, has);
    return withFilm(path, where);
  };

  test('comes alone, whole or in part', async () => {
    const files = await held();
    const whole = await files.answer('/media/1/film', plain);
    expect([whole.status, whole.headers['Content-Type'], whole.headers['Content-Length']]).toEqual([
      200,
      'video/mp4',
      '13',
    ]);
    expect(await bodyOf(whole)).toBe('----ftypFILMx');
    const part = await files.answer('/media/1/film', { ...plain, range: 'bytes=4-' });
    expect([part.status, part.headers['Content-Range'], await bodyOf(part)]).toEqual([
      206,
      'bytes 4-12/13',
      'ftypFILMx',
    ]);
    const beyond = await files.answer('/media/1/film', { ...plain, range: 'bytes=13-20' });
    expect([beyond.status, beyond.headers['Content-Range'], beyond.body]).toEqual([416, 'bytes */13', undefined]);
  });

  test('is another file to the browser than the picture', async () => {
    const files = await held();
    const [film, picture] = [await files.answer('/media/1/film', plain), await files.answer('/media/1', plain)];
    expect(await bodyOf(picture)).toBe(bytes);
    expect(await bodyOf(film)).not.toBe(bytes);
    expect(film.headers['ETag']).not.toBe(picture.headers['ETag']);
  });

  test.each([
    ['ends behind the file', { offset: 7, length: 99 }, bytes],
    ['begins behind the file', { offset: 99, length: 13 }, bytes],
    ['is empty', { offset: 7, length: 0 }, bytes],
    ['is where another file has none by now', inside, bytes.replace('ftyp', 'else')],
    ['is where the file ends', { offset: 23, length: 4 }, bytes],
  ])('is not sent where it %s', async (_, where, has) => {
    expect((await (await held(where, has)).answer('/media/1/film', plain)).status).toBe(404);
  });
});
