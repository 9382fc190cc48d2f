import { expect, test } from 'vitest';
import { readyToSearch } from './ready-to-search.ts';

function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

test('the library is read and the text model loaded side by side', async () => {
  // Each ends only when the other was begun.
  const [reading, loading] = [gate(), gate()];
  const view = async () => {
    reading.open();
    await loading.opened;
    return 'view';
  };
  const textEncoder = async () => {
    loading.open();
    await reading.opened;
  };
  expect(await readyToSearch({ model: { textEncoder }, view })).toBe('view');
});

test.each([
  ['the library', 'the library', true, false],
  ['the model', 'the model', false, true],
  ['both', 'the library', true, true],
])('what is wrong with %s is told when both have ended', async (_, told, isLibraryBad, isModelBad) => {
  const ended: string[] = [];
  const part = (name: string, turns: number, isBad: boolean) => async () => {
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    ended.push(name);
    if (isBad) throw new Error(name);
  };
  const textEncoder = part('the model', 20, isModelBad);
  const ready = readyToSearch({ model: { textEncoder }, view: part('the library', 10, isLibraryBad) });
  await expect(ready).rejects.toThrow(told);
  expect(ended).toEqual(['the library', 'the model']);
});
