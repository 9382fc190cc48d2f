import { expect, test } from 'vitest';
import { PolylensError } from '../../src-main/contract/index.ts';
import { answering } from '../../test/fixtures/engine-double.ts';
import { BringState, hostOf } from './bring-state.svelte.ts';

const offer = { address: 'https://a.example/pack.json', host: 'files.example', listing: 'abc', pack: 'other@1' };
const size = { licence: 'MIT', bytes: 100, there: 0, files: 6 };
const brought = { pack: 'other@1', bytes: 100, languages: [] };

/** A bringing over an engine that waits for a word. */
async function bringing() {
  const asked: string[] = [];
  const words: ((thrown?: PolylensError) => void)[] = [];
  let arrivals = 0;
  const wait = (signal: AbortSignal) =>
    new Promise<typeof brought>((resolve, reject) => {
      words.push((thrown) => (thrown ? reject(thrown) : resolve(brought)));
      signal.addEventListener('abort', () => reject(new PolylensError('request.cancelled')));
    });
  const { client } = await answering({
    'packs.offer': ({ from }) => {
      asked.push(`offer ${from}`);
      return Promise.resolve({ ...offer, ...size });
    },
    'packs.get': ({ address, listing }, { signal, progress }) => {
      asked.push(`get ${address} ${listing}`);
      progress({ phase: 'download', done: 40, total: 100 });
      return wait(signal);
    },
    'packs.import': ({ folder }, { signal, progress }) => {
      asked.push(`import ${folder}`);
      progress({ done: 1, total: 2 });
      return wait(signal);
    },
  });
  const bring = new BringState(client, () => (arrivals += 1));
  return { bring, asked, speak: (thrown?: PolylensError) => words.at(-1)?.(thrown), arrivals: () => arrivals };
}

test('the machine that would be asked is told before; what the engine would not ask has none', () => {
  expect(['https://a.example/x', 'https://a.example:8443/x', 'http://127.0.0.1:8000/pack.json'].map(hostOf)).toEqual([
    'a.example',
    'a.example:8443',
    '127.0.0.1:8000',
  ]);
  expect(['', 'a.example', 'http://a.example/x', 'ftp://a.example/', 'https://'].map(hostOf)).toEqual(
    Array<undefined>(5).fill(undefined),
  );
});

test('nothing is downloaded before a person has seen the offer and agreed', async () => {
  const { bring, asked, speak, arrivals } = await bringing();
  await bring.agree();
  const asking = bring.ask('https://a.example/pack.json', 'a.example');
  expect(bring.step).toEqual({ at: 'asking', host: 'a.example' });
  await asking;
  expect([bring.step.at, asked]).toEqual(['offered', ['offer https://a.example/pack.json']]);
  const getting = bring.agree();
  await expect.poll(() => bring.step).toEqual({ at: 'coming', coming: { phase: 'download', done: 40, total: 100 } });
  await bring.importFrom('/elsewhere');
  bring.leave();
  expect(asked.at(-1)).toBe('get https://a.example/pack.json abc');
  expect(bring.step.at).toBe('coming');
  speak();
  await getting;
  expect([bring.step, arrivals()]).toEqual([{ at: 'there', pack: 'other@1' }, 1]);
});

test('an offer that is not wanted is left, a download that is stopped says so, and a failure is told once', async () => {
  const { bring, asked, speak, arrivals } = await bringing();
  await bring.ask('https://a.example/pack.json', 'a.example');
  bring.leave();
  expect(bring.step).toEqual({ at: 'start' });
  const stopped = bring.importFrom('/packs/other');
  await expect.poll(() => bring.step).toEqual({ at: 'coming', coming: { phase: 'copy', done: 1, total: 2 } });
  bring.stop();
  await stopped;
  expect([bring.step.at, bring.failure?.code]).toEqual(['start', 'request.cancelled']);
  const failed = bring.importFrom('/packs/other');
  expect(bring.failure).toBeUndefined();
  await expect.poll(() => asked.length).toBe(3);
  speak(new PolylensError('pack.damaged', { file: 'text.onnx' }));
  await failed;
  expect([bring.failure, arrivals()]).toEqual([{ code: 'pack.damaged', detail: { file: 'text.onnx' } }, 0]);
  bring.leave();
  expect(bring.failure).toBeUndefined();
});
