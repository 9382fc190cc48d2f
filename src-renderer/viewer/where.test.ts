import { expect, test } from 'vitest';
import { PolylensError, type Output } from '../../src-main/contract/index.ts';
import { answering } from '../../test/fixtures/engine-double.ts';
import { Where, type Words } from './where.svelte.ts';

type Heat = Output<'search.where'>;
const corner: Heat = { columns: 2, rows: 1, heat: [0, 1] };

async function asking(answer: (asset: number) => Promise<Heat>, words: Words | undefined = { text: 'dog' }) {
  const asked: unknown[] = [];
  const { client } = await answering({
    'search.where': (input) => {
      asked.push(input);
      return answer(input.asset);
    },
  });
  return { where: new Where(client, () => words), asked };
}

test('it is asked for with the words, shown for that picture alone, and hidden again', async () => {
  const { where, asked } = await asking(() => Promise.resolve(corner));
  const shown = where.toggle(7);
  expect([where.stateOf(7), where.heatOf(7)]).toEqual(['busy', undefined]);
  await shown;
  expect(asked).toEqual([{ text: 'dog', asset: 7 }]);
  expect([where.stateOf(7), where.heatOf(7), where.heatOf(8)]).toEqual(['found', corner, undefined]);
  await where.toggle(7);
  expect([where.stateOf(7), where.heatOf(7)]).toEqual([undefined, undefined]);
});

test('an answer that comes late is not shown for another picture', async () => {
  let answer: (heat: Heat) => void = () => undefined;
  const late = new Promise<Heat>((resolve) => (answer = resolve));
  const { where } = await asking((asset) => (asset === 7 ? late : Promise.resolve(corner)));
  const first = where.toggle(7);
  await where.toggle(8);
  answer({ ...corner, heat: [1, 0] });
  await first;
  expect([where.heatOf(7), where.heatOf(8)]).toEqual([undefined, corner]);
});

test('what cannot be told is said: nothing stands out, or the picture could not be read', async () => {
  const even = await asking(() => Promise.resolve({ ...corner, heat: [0.1, 0.2] }));
  await even.where.toggle(7);
  expect(even.where.stateOf(7)).toBe('nowhere');
  const broken = await asking(() => Promise.reject(new PolylensError('asset.unknown', { asset: 7 })));
  await broken.where.toggle(7);
  expect([broken.where.stateOf(7), broken.where.heatOf(7)]).toEqual(['failed', undefined]);
});

test('without words there is nothing to show', async () => {
  const { client } = await answering({});
  const where = new Where(client, () => undefined);
  await where.toggle(7);
  expect([where.isPossible, where.stateOf(7)]).toEqual([false, undefined]);
});
