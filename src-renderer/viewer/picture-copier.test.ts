import { afterEach, expect, test, vi } from 'vitest';
import { PictureCopier } from './picture-copier.svelte.ts';

afterEach(() => vi.unstubAllGlobals());

const photo = { id: 7, width: 16, height: 9 };

/** A copier over a clipboard that takes what none of these addresses names. */
function copierWithout(...unknown: string[]) {
  const put: string[] = [];
  const copier = new PictureCopier((address) => {
    if (unknown.includes(address)) return Promise.reject(new Error(address));
    put.push(address);
    return Promise.resolve();
  });
  return { copier, put };
}

test('the original is copied, or a preview where the browser does not know its format', async () => {
  const known = copierWithout();
  await known.copier.copy(photo);
  expect([known.put, known.copier.outcomeOf(7)]).toEqual([['/media/7'], 'copied']);
  const other = copierWithout('/media/7');
  await other.copier.copy(photo);
  expect([other.put, other.copier.outcomeOf(7)]).toEqual([['/media/7/1024'], 'copied']);
});

test('of a video its picture is copied', async () => {
  const { copier, put } = copierWithout();
  await copier.copy({ ...photo, duration: 1000 });
  expect(put).toEqual(['/media/7/1024']);
});

test('what could not be copied is told, of that picture alone', async () => {
  const { copier } = copierWithout('/media/7', '/media/7/1024');
  await copier.copy(photo);
  expect([copier.outcomeOf(7), copier.outcomeOf(8), copier.outcomeOf(undefined)]).toEqual([
    'failed',
    undefined,
    undefined,
  ]);
});

test('the clipboard is asked for at once, while the browser knows that a person did it', () => {
  const write = vi.fn<() => Promise<void>>(() => new Promise(() => {}));
  vi.stubGlobal('navigator', { clipboard: { write } });
  vi.stubGlobal('ClipboardItem', class {});
  vi.stubGlobal('fetch', () => new Promise(() => {}));
  void new PictureCopier().copy(photo);
  expect(write).toHaveBeenCalledOnce();
});
