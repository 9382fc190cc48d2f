import { expect, test, vi } from 'vitest';
import type * as supervised from '../supervised-child.ts';
import { startDecoder } from './decoder.ts';

/** What each request is rejected with. */
const lost = vi.hoisted(() => ({ by: new Error('') }));
vi.mock('../supervised-child.ts', async (importOriginal) => {
  class ChildPool {
    readonly processIds = [];
    request = () => Promise.reject(lost.by);
    close = () => Promise.resolve();
  }
  return { ...(await importOriginal<typeof supervised>()), ChildPool };
});

const { ChildLost } = await import('../supervised-child.ts');

test('what a process throws at a file costs that file, not the run', async () => {
  // As macOS does for a program of another kind of processor.
  lost.by = new Error('spawn Unknown system error -86');
  const decoder = startDecoder({ size: 8 });
  const { signal } = new AbortController();
  const failure = { ok: false, reason: 'decoder.crashed', detail: lost.by.message, retryable: true };
  expect(await decoder.decode('a.jpg')).toEqual(failure);
  // Tried again whenever there is a program for videos: a repaired one brings them all.
  expect(await decoder.decodeVideo('a.mp4', signal)).toEqual({ ...failure, reason: 'video.no-decoder' });
  expect(await decoder.thumbnail('a.jpg', { size: 256 })).toEqual(failure);
  const troubles = [{ reason: 'subtitles.unreadable', detail: lost.by.message }];
  expect(await decoder.words([Buffer.from('a.mp4')], { endMs: 1, signal })).toEqual({ cues: [], troubles });
});

test('processes that cannot start at all end the run', async () => {
  lost.by = new ChildLost('unstartable', 'no memory');
  await expect(startDecoder({ size: 8 }).decode('a.jpg')).rejects.toThrow('internal');
});
