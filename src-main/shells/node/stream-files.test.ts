import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { Client } from '../../contract/index.ts';
import { readStreamPath } from './media-files.ts';
import { openStream } from './stream-files.ts';

/** An engine that names this command. */
function naming(...command: string[]): Client {
  const call = () => Promise.resolve({ command, type: 'video/webm' });
  return { call } as unknown as Client;
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test.skipIf(process.platform === 'win32')('a program ends when nobody reads it any more', async () => {
  const { body } = await openStream(naming('/bin/sh', '-c', 'echo $$; exec sleep 1000'), { asset: 1, from: 0 });
  const [said] = (await once(body, 'data')) as [Buffer];
  const pid = Number(said.toString());
  expect(isAlive(pid)).toBe(true);
  body.destroy();
  await expect.poll(() => isAlive(pid), { timeout: 30_000 }).toBe(false);
});

test('a program that is not there gives nothing', async () => {
  const { body } = await openStream(naming('/nowhere/ffmpeg'), { asset: 1, from: 0 });
  await once(body, 'close');
  expect(body.destroyed).toBe(true);
});

test('only numbers are an address', () => {
  expect(readStreamPath('/media/7/stream/1500')).toEqual({ asset: 7, from: 1500 });
  for (const path of ['/media/7/stream/', '/media/0/stream/1', '/media/7/stream/-1', '/media/7/stream/1/..']) {
    expect(readStreamPath(path), path).toBeUndefined();
  }
});
