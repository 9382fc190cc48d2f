import { expect, test } from 'vitest';
import { PolylensError, type Output } from '../../src-main/contract/index.ts';
import { answering } from '../../test/fixtures/engine-double.ts';
import { CatalogueState } from './catalogue-state.svelte.ts';

type Entry = Output<'packs.catalogue'>['packs'][number];
const entry = (id: string, passMs: number, more: Partial<Entry> & Pick<Entry, 'recall'>): Entry => ({
  id,
  name: id,
  page: 'https://a.example/',
  memoryMiB: 1000,
  passMs,
  below20: [],
  ...more,
});

test('the best for a language come first, with what is nearly as good and quicker; what cannot be used is no advice', async () => {
  let reads = 0;
  const packs = [
    entry('quick', 5, { recall: { en: 70, de: 80 }, below20: ['fi'] }),
    entry('large', 50, { recall: { en: 72, de: 84, fi: 40 } }),
    entry('odd', 9, { recall: { en: 60, fi: 90 }, unsupported: 'no' }),
  ];
  const { client } = await answering({
    'packs.catalogue': () => {
      reads += 1;
      return Promise.resolve({ format: 1 as const, measure: '', sources: [], cost: '', packs });
    },
  });
  const catalogue = new CatalogueState(client, 'de-AT');
  await catalogue.open();
  await catalogue.open();
  expect([reads, catalogue.language, catalogue.languages]).toEqual([1, 'de', ['en', 'de', 'fi']]);
  const order = () => catalogue.packs.map(({ id }) => id);
  expect([
    order(),
    catalogue.advice?.best.id,
    catalogue.advice?.quicker?.entry.id,
    catalogue.advice?.quicker?.times,
  ]).toEqual([['large', 'quick', 'odd'], 'large', 'quick', 10]);
  catalogue.choose('fi');
  expect([order(), catalogue.advice]).toEqual([['odd', 'large', 'quick'], undefined]);
  catalogue.choose('tlh');
  expect(catalogue.language).toBe('en');
});

test('what failed to be read is read when it is opened again, and the failure is gone', async () => {
  let isAway = true;
  const { client } = await answering({
    'packs.catalogue': () => {
      if (isAway) return Promise.reject(new PolylensError('engine.lost'));
      return Promise.resolve({ format: 1 as const, measure: '', sources: [], cost: '', packs: [] });
    },
  });
  const catalogue = new CatalogueState(client, 'en');
  await catalogue.open();
  expect([catalogue.failure?.code, catalogue.isThere]).toEqual(['engine.lost', false]);
  isAway = false;
  await catalogue.open();
  expect([catalogue.failure, catalogue.isThere]).toEqual([undefined, true]);
});
