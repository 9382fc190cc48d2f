import { expect, test } from 'vitest';
import { PolylensError } from '../../src-main/contract/index.ts';
import { answering } from '../../test/fixtures/engine-double.ts';
import { MomentSaver, type Moment } from './moment-saver.svelte.ts';

type Shell = { savesFiles: boolean; save?: () => Promise<{ saved: boolean }> };

/** A saver before such a shell, and what was asked of the shell and of the browser. */
async function saverBefore({ savesFiles, save = () => Promise.resolve({ saved: true }) }: Shell) {
  const asked: unknown[] = [];
  const { client } = await answering({
    'shell.save-moment': (moment) => {
      asked.push(moment);
      return save();
    },
  });
  const download = (address: string) => Promise.resolve(void asked.push(address));
  return { saver: new MomentSaver(client, () => savesFiles, download), asked };
}

const clip: Moment = { asset: 7, at: 1500, length: 4000 };

test('a shell with a dialog is asked, and closing the dialog is no failure', async () => {
  const { saver, asked } = await saverBefore({ savesFiles: true });
  await saver.save(clip);
  expect([asked, saver.outcome]).toEqual([[clip], 'saved']);
  const closed = await saverBefore({ savesFiles: true, save: () => Promise.resolve({ saved: false }) });
  await closed.saver.save(clip);
  expect(closed.saver.outcome).toBeUndefined();
});

test('a browser downloads, the clip or the picture', async () => {
  const { saver, asked } = await saverBefore({ savesFiles: false });
  await saver.save(clip);
  await saver.save({ asset: 7, at: 1500 });
  expect(asked).toEqual(['/media/7/clip/1500/4000', '/media/7/frame/1500']);
});

test('a failure is told until another video is looked at', async () => {
  const refuse = () => Promise.reject(new PolylensError('export.failed'));
  const { saver } = await saverBefore({ savesFiles: true, save: refuse });
  await saver.save(clip);
  expect(saver.outcome).toBe('failed');
  saver.forget();
  expect(saver.outcome).toBeUndefined();
});

test('a second key while one is written does nothing', async () => {
  const { saver, asked } = await saverBefore({ savesFiles: false });
  await Promise.all([saver.save(clip), saver.save(clip)]);
  expect(asked).toHaveLength(1);
});
