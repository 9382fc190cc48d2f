import { expect, test } from 'vitest';
import { listingMeant, readCatalogue } from './catalogue.ts';

test('the catalogue is as its schema says, each pack once, each language measured or told as weak', async () => {
  const { packs } = await readCatalogue();
  const ids = packs.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, recall, below20, page } of packs) {
    expect(page, id).toMatch(/^https:\/\//);
    expect(recall, id).toHaveProperty('de');
    for (const language of below20) expect(recall, id).not.toHaveProperty(language);
  }
});

test('a pack whose hashes nobody knows is not downloaded, its page is named', async () => {
  const { packs } = await readCatalogue();
  const unlisted = packs.filter(({ listing }) => !listing);
  expect(unlisted.length).toBeGreaterThan(0);
  for (const { id, page } of unlisted) {
    await expect(listingMeant(id)).rejects.toMatchObject({
      code: 'pack.download',
      detail: { why: 'unlisted', address: page, pack: id },
    });
  }
});

test('an address is itself', async () => {
  expect(await listingMeant('https://a/pack.json')).toEqual({ address: 'https://a/pack.json' });
});
