import { expect, test } from 'vitest';
import type { FileProblem } from '../../src-main/contract/index.ts';
import { answering } from '../../test/fixtures/engine-double.ts';
import { SetAsideState } from './set-aside-state.svelte.ts';

/** A library whose files set aside are these, and how often it was asked. */
async function open() {
  const library = { files: [] as { path: string; reason: FileProblem }[], asked: 0, answers: true };
  const { client } = await answering({
    'library.set-aside': async ({ reason }) => {
      library.asked += 1;
      const files = library.files.filter((file) => reason === undefined || file.reason === reason);
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (!library.answers) throw new Error('not now');
      return { files: files.map((file) => ({ ...file, detail: '' })), total: files.length };
    },
  });
  return { library, aside: new SetAsideState(client) };
}

const paths = ({ files }: SetAsideState) => files.map(({ path }) => path);

test('what changes while it is looked at is seen, however often it is asked for meanwhile', async () => {
  const { library, aside } = await open();
  library.files = [{ path: '/a', reason: 'file.empty' }];
  const first = aside.refresh();
  await expect.poll(() => library.asked).toBe(1);
  library.files = [{ path: '/b', reason: 'file.empty' }];
  await Promise.all([first, ...Array.from({ length: 20 }, () => aside.refresh())]);
  await expect.poll(() => paths(aside)).toEqual(['/b']);
  expect(library.asked).toBeLessThanOrEqual(3);
});

test('another reason is shown, whatever is on its way', async () => {
  const { library, aside } = await open();
  library.files = [
    { path: '/a', reason: 'file.empty' },
    { path: '/b', reason: 'image.corrupt' },
  ];
  const first = aside.refresh();
  await aside.show('image.corrupt');
  await first;
  await expect.poll(() => paths(aside)).toEqual(['/b']);
});

test('the last answer stays where none comes', async () => {
  const { library, aside } = await open();
  library.files = [{ path: '/a', reason: 'file.empty' }];
  await aside.refresh();
  library.answers = false;
  await aside.refresh();
  expect(paths(aside)).toEqual(['/a']);
});
