import { expect, test } from 'vitest';
import { PolylensError, type Input } from '../../src-main/contract/index.ts';
import { answering } from '../../test/fixtures/engine-double.ts';
import { DragState } from './drag-state.svelte.ts';

const input: Input<'shell.drag'> = { assets: [4], icon: { width: 1, height: 1, pixels: 'AAAA/w==' } };

test('a drag is on its way until the pointer is let go, which the shell hears', async () => {
  const heard: string[] = [];
  const { client } = await answering({
    'shell.drag': ({ assets }, { signal }) => {
      heard.push(`began ${assets.join()}`);
      signal.addEventListener('abort', () => heard.push('ended'));
      return new Promise(() => undefined);
    },
  });
  const drag = new DragState(client);
  drag.begin(input);
  await expect.poll(() => heard).toEqual(['began 4']);
  expect(drag.isOut).toBe(true);
  drag.end();
  await expect.poll(() => heard).toEqual(['began 4', 'ended']);
  expect(drag.isOut).toBe(false);
});

test('one that cannot be is over at once', async () => {
  const { client } = await answering({ 'shell.drag': () => Promise.reject(new PolylensError('media.unavailable')) });
  const drag = new DragState(client);
  drag.begin(input);
  expect(drag.isOut).toBe(true);
  await expect.poll(() => drag.isOut).toBe(false);
});
