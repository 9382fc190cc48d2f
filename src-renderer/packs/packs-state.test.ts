import { expect, test } from 'vitest';
import { PolylensError, type Output } from '../../src-main/contract/index.ts';
import { answering } from '../../test/fixtures/engine-double.ts';
import { PacksState } from './packs-state.svelte.ts';

type List = Output<'packs.list'>;
const counts = { found: 9, searchable: 9, waiting: 0, setAside: 0, offline: 0 };
const work = { state: 'switching' as const, done: 1, total: 9, perSecond: 1, secondsLeft: 8 };
const facts = { licence: 'MIT', bytes: 1, dimension: 4, languages: [], searchable: 0 };
const way = { to: 'other@1', total: 9, made: 1, offline: 0, failed: 0 };

/** Models over an engine that switches as soon as it says so. */
async function models() {
  const engine = { inUse: 'starter@1', next: '', made: 1, reads: 0, refuses: undefined as PolylensError | undefined };
  const useOf = (pack: string) => (pack === engine.inUse ? 'in-use' : pack === engine.next ? 'next' : 'none');
  const list = (): List => ({
    packs: ['starter@1', 'other@1'].map((pack) => ({ ...facts, pack, inside: pack === 'starter@1', use: useOf(pack) })),
    strays: [{ pack: 'gone@1', searchable: 2 }],
    broken: [],
    ...(engine.next === '' ? {} : { switch: { ...way, made: engine.made } }),
  });
  const { client, announce } = await answering({
    'packs.list': () => {
      engine.reads += 1;
      return Promise.resolve(list());
    },
    'packs.use': ({ pack, now }) => {
      if (engine.refuses) return Promise.reject(engine.refuses);
      if (now) [engine.inUse, engine.next] = [pack, ''];
      else engine.next = pack === engine.inUse ? '' : pack;
      return Promise.resolve({ inUse: engine.inUse, bytes: 5000 });
    },
    'packs.remove': ({ pack }) => Promise.reject(new PolylensError('pack.in-use', { pack, why: 'chosen' })),
  });
  return { packs: new PacksState(client), engine, announce };
}

test('the one in use answers until the next is whole, tells what room that takes, and the way can be taken back', async () => {
  const { packs } = await models();
  packs.look();
  await expect.poll(() => packs.inUse?.pack).toBe('starter@1');
  expect([packs.others.map(({ pack }) => pack), packs.strays.length]).toEqual([['other@1'], 1]);
  await packs.use('other@1');
  expect([packs.inUse?.pack, packs.onTheWay?.to, packs.room]).toEqual(['starter@1', 'other@1', 5000]);
  await packs.use('starter@1');
  expect([packs.inUse?.pack, packs.onTheWay, packs.room]).toEqual(['starter@1', undefined, undefined]);
  await packs.use('other@1', { now: true });
  expect(packs.inUse?.pack).toBe('other@1');
});

test('how far the way is stays true while somebody looks, and is not asked for when nobody does', async () => {
  const { packs, engine, announce } = await models();
  const changed = () => announce('library.changed', { counts, missing: 0, work, revision: 1 });
  engine.next = 'other@1';
  const lookAway = packs.look();
  await expect.poll(() => packs.onTheWay?.made).toBe(1);
  engine.made = 5;
  for (let at = 0; at < 20; at += 1) changed();
  await expect.poll(() => packs.onTheWay?.made, { timeout: 5000 }).toBe(5);
  expect(engine.reads).toBe(2);
  lookAway();
  changed();
  await new Promise((done) => setTimeout(done, 1200));
  expect(engine.reads).toBe(2);
});

test('what was refused is told until something succeeds', async () => {
  const { packs, engine } = await models();
  engine.refuses = new PolylensError('pack.no-room', { needed: 9, free: 1 });
  await packs.use('other@1');
  expect(packs.failure).toMatchObject({ code: 'pack.no-room', detail: { needed: 9, free: 1 } });
  await packs.remove('starter@1', { vectors: true });
  expect(packs.failure?.code).toBe('pack.in-use');
  engine.refuses = undefined;
  await packs.use('other@1');
  expect([packs.failure, packs.busy]).toEqual([undefined, false]);
});
