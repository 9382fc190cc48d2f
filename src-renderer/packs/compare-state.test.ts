import { expect, test } from 'vitest';
import { PolylensError, type Output } from '../../src-main/contract/index.ts';
import { answering } from '../../test/fixtures/engine-double.ts';
import { CompareState } from './compare-state.svelte.ts';

const side = (pack: string, assets: number[]) => ({
  pack,
  hits: assets.map((asset) => ({ asset, path: `/p/${asset}.jpg`, score: 1 })),
});

test('both answers to the last question are shown, with how many they share; older ones are dropped', async () => {
  const answers = new Map<string, (given: Output<'packs.compare'>) => void>();
  const { client } = await answering({
    'packs.compare': ({ text, pack }) => {
      if (pack !== 'other@1' || text === 'bad') return Promise.reject(new PolylensError('pack.unknown', { pack }));
      return new Promise((resolve) => answers.set(text, resolve));
    },
  });
  const compare = new CompareState(client, 'other@1');
  await compare.ask();
  compare.text = ' a dog ';
  const first = compare.ask();
  compare.text = 'a cat';
  const second = compare.ask();
  expect(compare.busy).toBe(true);
  await expect.poll(() => [...answers.keys()]).toEqual(['a dog', 'a cat']);
  answers.get('a cat')?.({ compared: 5, sides: [side('starter@1', [1, 2, 3]), side('other@1', [3, 4, 1])] });
  await second;
  answers.get('a dog')?.({ compared: 5, sides: [side('starter@1', [5]), side('other@1', [5])] });
  await first;
  expect([compare.answer?.text, compare.same, compare.busy]).toEqual(['a cat', 2, false]);
  compare.text = 'bad';
  await compare.ask();
  expect([compare.failure?.code, compare.answer?.text]).toEqual(['pack.unknown', 'a cat']);
});
