import { expect, test } from 'vitest';
import { answering } from '../../../test/fixtures/engine-double.ts';
import { showCatalogue } from './catalogue-command.ts';
import type { Terminal } from './terminal.ts';

const gigabyte = 2 ** 30;

/** What is said of packs for Finnish on a machine of so much memory. */
async function finnish(memory: number, ...packs: { id: string; memoryMiB: number; unsupported?: string }[]) {
  const entry = { name: 'Of the test', page: 'https://models.test/', passMs: 5, below20: [] };
  const all = packs.map((pack, at) => ({ ...entry, ...pack, recall: { fi: 70 + at } }));
  const { client } = await answering({
    'packs.catalogue': () => Promise.resolve({ format: 1 as const, measure: '', sources: [], cost: '', packs: all }),
  });
  const out: string[] = [];
  const talk: string[] = [];
  const terminal = { out: (line: string) => out.push(line), talk: (line: string) => talk.push(line) };
  await showCatalogue(client, { language: 'fi', json: false, memory }, terminal as unknown as Terminal);
  return { out, talk };
}

test('a pack that cannot be used is listed with the reason, and another advised', async () => {
  const best = { id: 'best', memoryMiB: 1024, unsupported: 'it wants what is not there' };
  const { out, talk } = await finnish(8 * gigabyte, { id: 'good', memoryMiB: 1024 }, best);
  expect(out[0]).toMatch(/^best: .*Finnish 71 %$/);
  expect(out[3]).toMatch(/cannot be used yet: it wants what is not there; https:/);
  expect(talk[0]).toBe('the best for Finnish that can be used: good');
});

test('advice counts what the machine has', async () => {
  const packs = [
    { id: 'small', memoryMiB: 1024 },
    { id: 'large', memoryMiB: 4096 },
  ] as const;
  const best = async (memory: number) => (await finnish(memory, ...packs)).talk.slice(0, 2);
  expect(await best(8 * gigabyte)).toEqual([
    'the best for Finnish that can be used: large',
    expect.stringMatching(/^%/),
  ]);
  const tight = 'large (Finnish 71 %) wants more memory than this machine can spare of its 4.0 GiB';
  expect(await best(4 * gigabyte)).toEqual(['the best for Finnish that can be used: small', tight]);
  expect(await best(gigabyte)).toEqual([tight.replace('4.0', '1.0'), expect.stringMatching(/^%/)]);
});
