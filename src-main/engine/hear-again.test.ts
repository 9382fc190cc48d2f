import { expect, test } from 'vitest';
import { hearAgain } from './hear-again.ts';
import type { Heard } from './library/cues.ts';
import type { Words } from './values.ts';

/** Two videos to be heard, and what became of them. */
function twoVideos(words: (signal: AbortSignal) => Promise<Words | undefined>, paths: Buffer[][] = []) {
  const heard: number[] = [];
  const whole: (boolean | undefined)[] = [];
  const files = [1, 2].map((id) => ({ id, path: Buffer.from(`/p/${id}.mp4`) }));
  const cues = {
    unheard: () => [1, 2],
    toHear: (id: number) => ({ asset: id, endMs: 1000, paths: paths[id - 1] ?? [], isWhole: true }),
    heard(id: number, said?: Heard) {
      heard.push(id);
      whole.push(said?.isWhole);
    },
  };
  const parts = {
    library: { cues, files: { read: () => files } },
    readsVideos: () => true,
    words: (_: readonly Buffer[], { signal }: { signal: AbortSignal }) => words(signal),
    activity: { changed: () => undefined },
  };
  return { heard, whole, parts: parts as unknown as Parameters<typeof hearAgain>[0] };
}

const none = { cues: [], troubles: [] };
const lost = { others: <T>(files: Iterable<T>) => files };

test.each([
  ['to make room', [1], 'pictures'],
  ['altogether', [], 'videos'],
] as const)('what ends it %s leaves %j heard', async (_, expected, which) => {
  const [making, all] = [new AbortController(), new AbortController()];
  const ends = { videos: all.signal, pictures: AbortSignal.any([all.signal, making.signal]) };
  const { heard, parts } = twoVideos((signal) => {
    (which === 'pictures' ? making : all).abort();
    return Promise.resolve(signal.aborted ? undefined : none);
  });
  await hearAgain(parts, { territories: [], lost: lost as never, ends, onSubtitles: () => undefined });
  expect(heard).toEqual(expected);
});

test('what lies beside a copy on a drive that was pulled meanwhile is not taken for gone', async () => {
  const here = Buffer.from(import.meta.filename);
  const { whole, parts } = twoVideos(() => Promise.resolve(none), [[here, Buffer.from('/nowhere/copy.mp4')], [here]]);
  const signal = new AbortController().signal;
  const ends = { videos: signal, pictures: signal };
  await hearAgain(parts, { territories: [], lost: lost as never, ends, onSubtitles: () => undefined });
  expect(whole).toEqual([false, true]);
});
