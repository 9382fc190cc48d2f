import { expect, test } from 'vitest';
import { readDrop } from './dropped.ts';

/** As a browser hands over what was dropped. */
function transfer(...entries: { name: string; isDirectory: boolean; type?: string }[]) {
  const items = entries.map(({ name, isDirectory, type = '' }) => ({
    kind: 'file',
    type,
    webkitGetAsEntry: () => ({ isDirectory }),
    getAsFile: () => new File([], name),
  }));
  return { items } as unknown as DataTransfer;
}

const photos = { name: 'photos', isDirectory: true };
const note = { name: 'note.txt', isDirectory: false };

test('folders are taken by the path that the shell tells, and nothing else is', () => {
  const pathOf = (file: File) => `/home/ana/${file.name}`;
  expect(readDrop(transfer(photos, note), pathOf)).toEqual({ folders: ['/home/ana/photos'], untoldFolders: 0 });
});

test('where no path is told, a folder is known to be one all the same', () => {
  expect(readDrop(transfer(photos), undefined)).toEqual({ folders: [], untoldFolders: 1 });
  expect(readDrop(transfer(photos), () => '')).toEqual({ folders: [], untoldFolders: 1 });
  expect(readDrop(transfer(note), undefined)).toEqual({ folders: [], untoldFolders: 0 });
});

test('the first picture is taken, beside folders too', () => {
  const [sea, dog] = ['sea.jpg', 'dog.png'].map((name) => ({ name, isDirectory: false, type: 'image/x' }));
  const dropped = readDrop(transfer(note, photos, sea ?? note, dog ?? note), undefined);
  expect([dropped.untoldFolders, dropped.picture?.name]).toEqual([1, 'sea.jpg']);
});
