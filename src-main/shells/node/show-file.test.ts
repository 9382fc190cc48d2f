import { expect, test } from 'vitest';
import { answering } from '../../../test/fixtures/engine-double.ts';
import { shellHandlers } from './shell-handlers.ts';

const call = { signal: new AbortController().signal, progress: () => undefined };

/** What the file manager is opened at, in a library that has set one file aside and has asset 7. */
async function shown(input: { asset: number } | { setAside: string }) {
  const picture = { width: 1, height: 1, details: {}, format: 'jpeg', size: 1, time: 0 };
  const { client } = await answering({
    'asset.details': ({ asset }) => Promise.resolve({ ...picture, asset, places: [{ path: '/photos/seven.jpg' }] }),
    'library.set-aside': () =>
      Promise.resolve({ files: [{ path: '/photos/broken.jpg', reason: 'image.corrupt', detail: '' }], total: 1 }),
  });
  const paths: string[] = [];
  const showFile = (path: string) => Promise.resolve(paths.push(path) > 0);
  const engine = () => Promise.resolve(client);
  const handlers = shellHandlers({ version: '0', library: '/l', engine, abilities: { showFile } });
  await handlers['shell.show-file'](input, call);
  return paths;
}

test('a picture is shown by its id, and a file that was set aside by its path', async () => {
  expect(await shown({ asset: 7 })).toEqual(['/photos/seven.jpg']);
  expect(await shown({ setAside: '/photos/broken.jpg' })).toEqual(['/photos/broken.jpg']);
});

test.each(['/etc', '/photos', '/photos/seven.jpg', '/photos/../photos/broken.jpg'])(
  'no other path is shown: %s',
  async (setAside) => {
    await expect(shown({ setAside })).rejects.toMatchObject({ code: 'shell.unsupported' });
  },
);
