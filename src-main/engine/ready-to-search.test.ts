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
  { bad: ['the library'], told: 'the library' },
  { bad: ['the model'], told: 'the model' },
  { bad: ['the library', 'the model'], told: 'the library' },
])('what is wrong with $bad is told when both have ended', async ({ bad, told }) => {
  const ended: string[] = [];
  const part = (name: string, turns: number) => async () => {
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    ended.push(name);
    if (bad.includes(name)) throw new Error(name);
  };
  const textEncoder = part('the model', 20);
  const ready = readyToSearch({ model: { textEncoder }, view: part('the library', 10) });
  await expect(ready).rejects.toThrow(told);
  expect(ended).toEqual(['the library', 'the model']);
});
