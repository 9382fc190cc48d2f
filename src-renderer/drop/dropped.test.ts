import { expect, test } from 'vitest';
import { readDrop } from './dropped.ts';

/** As a browser hands over what was dropped. */
function transfer(...entries: { name: string; isDirectory: boolean }[]) {
  const items = entries.map(({ name, isDirectory }) => ({
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
