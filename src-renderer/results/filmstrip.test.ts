import { expect, test } from 'vitest';
import { answering } from '../../test/fixtures/engine-double.ts';
import { Filmstrip, type Projector } from './filmstrip.svelte.ts';

/** A film strip of a video with these moments; each wait ends when the test says so. */
async function stripOf(times: number[], around: Partial<Projector> = {}) {
  const loaded: string[] = [];
  let pass = () => {};
  const projector: Projector = {
    isStill: () => false,
    load: (url) => Promise.resolve(void loaded.push(url)),
    wait: () => new Promise((resolve) => (pass = resolve)),
    ...around,
  };
  let asked = 0;
  const { client } = await answering({
    'media.moments': () => {
      asked += 1;
      return Promise.resolve({ times });
    },
  });
  const strip = new Filmstrip(client, projector);
  return { strip, loaded, asked: () => asked, pass: () => pass() };
}

test('pictures follow each other, round and round, each once it is loaded', async () => {
  const { strip, loaded, pass } = await stripOf([1000, 5000]);
  void strip.begin(7);
  pass();
  const shown: (number | undefined)[] = [];
  for (const count of [1, 2, 3]) {
    await expect.poll(() => loaded.length).toBe(count);
    pass();
    await expect.poll(() => strip.timeOf(7)).not.toBe(shown.at(-1));
    shown.push(strip.timeOf(7));
  }
  expect(shown).toEqual([1000, 5000, 1000]);
  expect(loaded.slice(0, 2)).toEqual(['/media/7/256/1000', '/media/7/256/5000']);
  expect(strip.timeOf(8)).toBeUndefined();
  strip.leave(8);
  expect(strip.timeOf(7)).toBe(1000);
  strip.leave(7);
  expect(strip.timeOf(7)).toBeUndefined();
});

test('a pointer that only passes asks for nothing', async () => {
  const { strip, asked, pass } = await stripOf([1000, 5000]);
  const begun = strip.begin(7);
  strip.leave(7);
  pass();
  await begun;
  expect(asked()).toBe(0);
});

test('who wants no movement gets none', async () => {
  const { strip, asked } = await stripOf([1000, 5000], { isStill: () => true });
  await strip.begin(7);
  expect(asked()).toBe(0);
});

test('a single picture does not move, and one that cannot be loaded ends it', async () => {
  const one = await stripOf([1000], { wait: () => Promise.resolve() });
  await one.strip.begin(7);
  expect(one.loaded).toEqual([]);
  const broken = await stripOf([1000, 5000], {
    wait: () => Promise.resolve(),
    load: () => Promise.reject(new Error('gone')),
  });
  await broken.strip.begin(7);
  expect(broken.strip.timeOf(7)).toBeUndefined();
});
