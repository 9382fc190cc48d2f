import { expect, test } from 'vitest';
import { answering } from '../../test/fixtures/engine-double.ts';
import { FilterState } from './filter-state.svelte.ts';

const choices = {
  cameras: [{ camera: 'NIKON D70', count: 2 }],
  months: [{ month: '2019-08', count: 2 }],
  folders: [{ folder: '/p', count: 3 }],
  places: [{ country: 'PT', region: 'Lisbon', town: 'Sintra', count: 1 }],
};

async function filtering() {
  const { client } = await answering({ 'asset.choices': () => Promise.resolve(choices) });
  const changes: object[] = [];
  const filters = new FilterState(client, () => changes.push(filters.given));
  return { filters, changes };
}

test('each filter is set, changed and taken back alone, and every change asks again', async () => {
  const { filters, changes } = await filtering();
  filters.set('from', '2019-01-01');
  filters.set('rating', 3);
  filters.set('rating', 0);
  filters.set('from', '');
  filters.set('rating', undefined);
  expect(changes).toEqual([
    { from: '2019-01-01' },
    { from: '2019-01-01', rating: 3 },
    { from: '2019-01-01', rating: 0 },
    { rating: 0 },
    {},
  ]);
  expect(filters.count).toBe(0);
});

test('clearing what is clear asks nothing', async () => {
  const { filters, changes } = await filtering();
  filters.clear();
  filters.set('camera', 'NIKON D70');
  filters.clear();
  expect(changes).toEqual([{ camera: 'NIKON D70' }, {}]);
});

test('what can be chosen is read when the filters are shown; hidden ones stay set', async () => {
  const { filters } = await filtering();
  expect(filters.choices.cameras).toEqual([]);
  await filters.toggle();
  expect([filters.isOpen, filters.choices]).toEqual([true, choices]);
  filters.set('folder', '/p');
  await filters.toggle();
  expect([filters.isOpen, filters.given]).toEqual([false, { folder: '/p' }]);
});

test('filters that no picture can pass together are told', async () => {
  const { filters } = await filtering();
  filters.set('from', '2020-01-01');
  expect(filters.clash).toBeUndefined();
  filters.set('to', '2019-12-31');
  expect(filters.clash).toBe('dates');
  filters.show({ kind: 'photo', length: { most: 30_000 } });
  expect(filters.clash).toBe('length');
  filters.set('kind', 'video');
  expect(filters.clash).toBeUndefined();
});
