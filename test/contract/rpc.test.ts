import fc from 'fast-check';
import { expect, expectTypeOf, test } from 'vitest';
import {
  connect,
  contractVersion,
  PolylensError,
  serve,
  type Client,
  type Handlers,
  type Input,
  type Output,
} from '../../src-main/contract/index.ts';
import { joinedPorts } from './in-process.ts';

type AnyCall = (method: string, input: unknown) => Promise<unknown>;

const counts = { found: 3, searchable: 2, waiting: 0, setAside: 1, offline: 0 };
const indexed: Output<'library.index'> = {
  stopped: false,
  counts,
  embedded: 2,
  moved: 0,
  paused: false,
  missing: 0,
  missingKept: 0,
  folders: [],
  files: [],
  filesSetAside: 0,
  pack: 'fake@1',
};

function unwanted(): Promise<never> {
  return Promise.reject(new Error('not expected to be called'));
}

function handlers(own: Partial<Handlers> = {}): Handlers {
  return {
    'engine.hello': () => Promise.resolve({ contract: contractVersion, version: '0.0.0', library: '/l', pack: '/p' }),
    'engine.leave': unwanted,
    'library.index': unwanted,
    'search.run': unwanted,
    'search.where': unwanted,
    'media.thumbnail': unwanted,
    'media.moments': unwanted,
    'media.stream': unwanted,
    'media.export': unwanted,
    'library.status': unwanted,
    'library.keep': unwanted,
    'library.pause': unwanted,
    'library.resume': unwanted,
    'library.set-mode': unwanted,
    'library.set-provider': unwanted,
    'library.ease': unwanted,
    'library.place': unwanted,
    'library.rebase': unwanted,
    'library.carry': unwanted,
    'roots.list': unwanted,
    'roots.add': unwanted,
    'roots.remove': unwanted,
    'roots.answer': unwanted,
    'library.set-aside': unwanted,
    'library.retry': unwanted,
    'library.removed': unwanted,
    'library.check': unwanted,
    'asset.list': unwanted,
    'asset.choices': unwanted,
    'asset.details': unwanted,
    'pack.info': unwanted,
    'pack.check': unwanted,
    'packs.list': unwanted,
    'packs.import': unwanted,
    'packs.catalogue': unwanted,
    'packs.offer': unwanted,
    'packs.get': unwanted,
    'packs.remove': unwanted,
    'packs.use': unwanted,
    'packs.compare': unwanted,
    'asset.copy': unwanted,
    'favourite.list': unwanted,
    'favourite.set': unwanted,
    'rating.set': unwanted,
    'collection.list': unwanted,
    'collection.make': unwanted,
    'collection.rename': unwanted,
    'collection.remove': unwanted,
    'collection.add': unwanted,
    'collection.take-out': unwanted,
    ...own,
  };
}

async function connected(own: Partial<Handlers>) {
  const { shell, engine, close } = joinedPorts();
  const announce = serve(engine, handlers(own));
  return { client: await connect(shell), announce, close };
}

/** What a failed call says: its code and detail. */
async function failure(call: Promise<unknown>) {
  const thrown: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof PolylensError)) throw new Error(`not a PolylensError: ${String(thrown)}`);
  return { code: thrown.code, detail: thrown.detail };
}

test('input reaches the handler and its answer comes back', async () => {
  const heard: unknown[] = [];
  const took = { total: 1, encode: 0, nearest: 0 };
  const answer = { query: 'x', language: 'en', without: [], took, waiting: 0, hits: [] };
  const { client } = await connected({
    'search.run': (input) => {
      heard.push(input);
      return Promise.resolve(answer);
    },
  });
  expect(await client.call('search.run', { text: 'x', limit: 3 })).toEqual(answer);
  expect(heard).toEqual([{ text: 'x', limit: 3 }]);
});

test('an input outside the schema is refused and never reaches the handler', async () => {
  const { client } = await connected({});
  expect(await failure(client.call('search.run', { text: 'x', limit: 0 }))).toMatchObject({
    code: 'request.invalid',
    detail: { method: 'search.run' },
  });
});

test('a method outside the table is refused by name, those of every object included', async () => {
  const { client } = await connected({});
  const call = client.call as AnyCall;
  for (const method of ['library.burn', 'toString', '__proto__']) {
    expect(await failure(call(method, {}))).toEqual({ code: 'request.invalid', detail: { method } });
  }
});

test('a code and its detail survive the way; other faults become internal with their message', async () => {
  const { client } = await connected({
    'pack.check': () =>
      Promise.reject(new PolylensError('pack.damaged', { file: 'a.onnx', expected: '1', found: '2' })),
    'library.status': () => Promise.reject(new TypeError('oops')),
  });
  expect(await failure(client.call('pack.check', {}))).toEqual({
    code: 'pack.damaged',
    detail: { file: 'a.onnx', expected: '1', found: '2' },
  });
  expect(await failure(client.call('library.status', {}))).toMatchObject({ code: 'internal', detail: { why: 'oops' } });
});

test('an answer outside the schema is a fault of the engine, not handed on', async () => {
  const wrong = { ...indexed, embedded: -1 };
  const { client } = await connected({ 'library.index': () => Promise.resolve(wrong) });
  expect((await failure(client.call('library.index', { folders: ['/a'], acceptMissing: false }))).code).toBe(
    'internal',
  );
});

test('progress arrives in order, before the answer, and only for its own call', async () => {
  const { client } = await connected({
    'library.index': (input, call) => {
      call.progress({ phase: 'scan', found: input.folders.length });
      call.progress({ phase: 'scan', found: 9 });
      return Promise.resolve(indexed);
    },
  });
  const heard: string[] = [];
  const run = async (folders: string[], name: string) => {
    const onProgress = (report: unknown) => void heard.push(`${name} ${JSON.stringify(report)}`);
    await client.call('library.index', { folders, acceptMissing: false }, { onProgress });
    heard.push(`${name} done`);
  };
  await run(['/a'], 'first');
  await run(['/a', '/b'], 'second');
  expect(heard).toEqual([
    'first {"phase":"scan","found":1}',
    'first {"phase":"scan","found":9}',
    'first done',
    'second {"phase":"scan","found":2}',
    'second {"phase":"scan","found":9}',
    'second done',
  ]);
});

test('cancelling tells the handler, whose answer still arrives', async () => {
  const { client } = await connected({
    'library.index': (_input, { signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ ...indexed, stopped: true }));
      }),
  });
  const stop = new AbortController();
  const answer = client.call('library.index', { folders: ['/a'], acceptMissing: false }, { signal: stop.signal });
  stop.abort();
  expect(await answer).toEqual({ ...indexed, stopped: true });
});

test('a handler that gives up on a cancelled call answers request.cancelled', async () => {
  const { client } = await connected({
    'pack.check': (_input, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('gave up')));
      }),
  });
  const stop = new AbortController();
  const answer = client.call('pack.check', {}, { signal: stop.signal });
  stop.abort();
  expect((await failure(answer)).code).toBe('request.cancelled');
});

test('a call under way fails as engine.lost when the engine goes, and so does the next; its handler is cancelled', async () => {
  let seen: AbortSignal | undefined;
  const { client, close } = await connected({
    'pack.check': (_input, { signal }) => {
      seen = signal;
      return new Promise(() => {});
    },
  });
  const answer = failure(client.call('pack.check', {}));
  await Promise.resolve();
  await Promise.resolve();
  close();
  expect((await answer).code).toBe('engine.lost');
  expect((await failure(client.call('pack.check', {}))).code).toBe('engine.lost');
  expect(seen?.aborted).toBe(true);
});

test('events reach those who listen', async () => {
  const { client, announce } = await connected({ 'pack.check': unwanted });
  const heard: unknown[] = [];
  client.on('index.rebuilding', (payload) => heard.push(payload));
  announce('index.rebuilding', { vectors: 7, reason: 'checksum' });
  await failure(client.call('pack.check', {}));
  expect(heard).toEqual([{ vectors: 7, reason: 'checksum' }]);
});

test('an engine of another contract is refused at the handshake', async () => {
  const { shell, engine } = joinedPorts();
  serve(
    engine,
    handlers({
      'engine.hello': (input) =>
        Promise.reject(new PolylensError('engine.mismatch', { shell: input.contract, engine: 99 })),
    }),
  );
  expect(await failure(connect(shell))).toEqual({
    code: 'engine.mismatch',
    detail: { shell: contractVersion, engine: 99 },
  });
});

test('the dispatcher answers whatever arrives', async () => {
  const { client } = await connected({});
  const call = client.call as AnyCall;
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.constant('search.run')), fc.jsonValue(), async (method, input) => {
      expect(['request.invalid', 'internal']).toContain((await failure(call(method, input))).code);
    }),
    { numRuns: 200 },
  );
});

test('types: client, handlers and table agree', () => {
  expectTypeOf<Input<'asset.details'>>().toEqualTypeOf<{ asset: number }>();
  expectTypeOf<Client['call']>().toBeCallableWith('pack.check', {});
  // @ts-expect-error a handler is missing
  const lacking: Handlers = { 'pack.check': unwanted };
  expect(Object.keys(lacking)).toEqual(['pack.check']);
});
