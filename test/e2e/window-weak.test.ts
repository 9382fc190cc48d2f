import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeCalibratedPack } from '../fixtures/fake-pack.ts';
import { plain, type ColourName } from '../fixtures/pictures.ts';
import { barriersIn } from './barriers.ts';
import { chromiumPath } from './chromium.ts';
import { windowForAll } from './open-window.ts';

const here = windowForAll(async ({ photos, pack }) => {
  await writeCalibratedPack(pack);
  for (const colour of ['red', 'blue', 'white'] satisfies ColourName[]) {
    await plain(colour)
      .jpeg()
      .toFile(join(photos, `${colour}.jpg`));
  }
});

const divider = () => here.page.getByText('Weaker matches');
const names = () =>
  here.page
    .getByRole('listbox')
    .getByRole('option')
    .evaluateAll((options) => options.map((option) => option.getAttribute('aria-label') ?? option.textContent));

describe.skipIf(!chromiumPath)('with a pack that tells how likely hits are right', () => {
  test('a divider lies between what matches and the rest, and each weaker match says so by name', async () => {
    const { page, faults } = here;
    await page.getByRole('searchbox').fill('red');
    await divider().waitFor();
    const [first, ...others] = await names();
    expect(first).not.toContain('weaker match');
    expect(others).toHaveLength(2);
    for (const name of others) expect(name).toContain(', weaker match');
    const tops = await page.getByRole('option').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    const { y = 0 } = (await divider().boundingBox()) ?? {};
    expect(tops.map((top) => top > y)).toEqual([false, true, true]);
    expect(await barriersIn(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('when nothing matches that is said calmly, and the nearest are shown without a divider', async () => {
    const { page, faults } = here;
    await page.getByRole('searchbox').fill('green');
    await page.getByText('Nothing here matches well; the nearest are below.').first().waitFor();
    expect([await page.getByRole('option').count(), await divider().count()]).toEqual([3, 0]);
    await page.getByRole('searchbox').fill('');
    await expect.poll(() => page.getByText('Nothing here matches well').count()).toBe(0);
    expect(faults).toEqual([]);
  });
});
