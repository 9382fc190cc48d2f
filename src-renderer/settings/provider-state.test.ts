import { expect, test } from 'vitest';
import { PolylensError, type Output } from '../../src-main/contract/index.ts';
import { answering } from '../../test/fixtures/engine-double.ts';
import { LibraryState } from '../library/library-state.svelte.ts';
import { ProviderState } from './provider-state.svelte.ts';

type Status = Output<'library.status'>;
type Runner = Status['runner'];
const counts = { found: 0, searchable: 0, waiting: 0, setAside: 0, offline: 0 };
const work: Status['work'] = { state: 'resting', done: 0, total: 0, perSecond: 0, secondsLeft: 0 };
const bare = { library: '/l', pack: 'p', counts, missing: 0, work, mode: 'balanced' as const, roots: [], reasons: [] };

/** The choice over an engine whose trials end as they are said to. */
async function choosing(first: Runner, afterTrial = first) {
  const engine = { runner: first, asked: [] as string[], breaks: false };
  const { client } = await answering({
    'library.status': () => Promise.resolve({ ...bare, runner: engine.runner }),
    'library.set-provider': ({ provider }) => {
      engine.asked.push(provider);
      engine.runner = { ...engine.runner, wish: provider };
      return Promise.resolve({ runner: engine.runner });
    },
    'pack.check': () => {
      engine.asked.push('check');
      if (engine.breaks) return Promise.reject(new PolylensError('encoder.crashed', { detail: 'x' }));
      engine.runner = afterTrial;
      const report = { pack: 'p', languages: [], texts: 0, images: 0, worstText: 1, worstImage: 1 };
      return Promise.resolve({ ...report, runner: afterTrial });
    },
  });
  const state = new ProviderState(client, new LibraryState(client));
  await state.refresh();
  return { state, engine };
}

const refused = (provider: string, why: 'untried' | 'slow' | 'absent') => ({ provider, why, detail: '0.9' });

test('what is there can be chosen, with what came of its trial, and what is not is told', async () => {
  const { state } = await choosing({
    provider: 'cuda',
    speed: 7.5,
    batch: 32,
    threads: 1,
    wish: 'auto',
    others: [refused('webgpu', 'slow')],
  });
  expect(state.rows.map(({ wish, runs, refusal }) => [wish, runs, refusal?.why])).toEqual([
    ['auto', false, undefined],
    ['cpu', false, undefined],
    ['cuda', true, undefined],
    ['webgpu', false, 'slow'],
  ]);
  expect([state.absent, state.canTry]).toEqual([['dml', 'coreml'], true]);
});

test('a wish for what is not there is shown with its reason, and a machine without any has nothing to try', async () => {
  const none = await choosing({ provider: 'cpu', threads: 1, wish: 'auto', others: [] });
  expect([none.state.rows.map(({ wish }) => wish), none.state.canTry]).toEqual([['auto', 'cpu'], false]);
  const { state } = await choosing({ provider: 'cpu', threads: 1, wish: 'dml', others: [refused('dml', 'absent')] });
  expect(state.rows.at(-1)).toMatchObject({ wish: 'dml', runs: false, refusal: { why: 'absent' } });
});

test('a choice is taken up, and a trial asked for tells at once what came of it', async () => {
  const untried: Runner = { provider: 'cpu', threads: 1, wish: 'auto', others: [refused('cuda', 'untried')] };
  const tried: Runner = { provider: 'cuda', speed: 3, batch: 8, threads: 1, wish: 'cuda', others: [] };
  const { state, engine } = await choosing(untried, tried);
  await state.choose('cuda');
  expect([state.runner?.wish, state.runner?.provider]).toEqual(['cuda', 'cpu']);
  const trial = state.tryAgain();
  expect(state.busy).toBe(true);
  const choice = state.choose('cpu');
  await trial;
  expect(state.busy).toBe(true);
  await choice;
  expect([engine.asked, state.runner, state.busy]).toEqual([
    ['cuda', 'cuda', 'check', 'cpu'],
    { ...tried, wish: 'cpu' },
    false,
  ]);
  engine.breaks = true;
  await state.tryAgain();
  expect(state.failure).toBe('encoder.crashed');
  engine.breaks = false;
  await state.choose('cpu');
  expect(state.failure).toBeUndefined();
});
