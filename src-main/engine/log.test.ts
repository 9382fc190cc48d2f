import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PolylensError, type Handlers } from '../contract/index.ts';
import { announcing, Log, logged } from './log.ts';

let library = '';
beforeEach(() => {
  library = mkdtempSync(join(tmpdir(), 'polylens-log-'));
});
afterEach(() => rmSync(library, { recursive: true }));

function begun(largest?: number): Log {
  const log = new Log(library, largest);
  log.begin({});
  return log;
}

function lines(): Record<string, unknown>[] {
  const text = readFileSync(join(library, 'log', 'engine.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('files stay small, and a few older ones are kept', () => {
  const log = begun(200);
  for (let at = 0; at < 60; at += 1) log.write('test', { at });
  expect(readdirSync(join(library, 'log')).toSorted()).toEqual([
    'engine.1.jsonl',
    'engine.2.jsonl',
    'engine.3.jsonl',
    'engine.4.jsonl',
    'engine.jsonl',
  ]);
  expect(lines().at(-1)).toMatchObject({ event: 'test', at: 59 });
});

test('before it is begun nothing is written', () => {
  new Log(library).write('test');
  expect(readdirSync(library)).toEqual([]);
});

test('a log that cannot be written disturbs nothing', () => {
  writeFileSync(join(library, 'log'), 'in the way');
  begun().write('test');
  expect(readFileSync(join(library, 'log'), 'utf8')).toBe('in the way');
});

test('a call that fails is kept by its code, or by its place, and never with what was typed', async () => {
  const log = begun();
  const secret = 'my first kiss';
  const handlers = logged(
    {
      'search.run': () => Promise.reject(new TypeError(`cannot read ${secret}`)),
      'roots.add': () => Promise.reject(new PolylensError('root.missing', { path: secret })),
    } as unknown as Handlers,
    log,
  );
  const call = { signal: AbortSignal.timeout(60_000), progress: () => undefined };
  await expect(handlers['search.run']({ text: secret, limit: 1 }, call)).rejects.toThrow(secret);
  await expect(handlers['roots.add']({ path: secret }, call)).rejects.toThrow(PolylensError);
  expect(lines().slice(1)).toMatchObject([
    { event: 'call.failed', method: 'search.run', code: 'internal', name: 'TypeError' },
    { event: 'call.failed', method: 'roots.add', code: 'root.missing' },
  ]);
  expect(JSON.stringify(lines())).not.toContain(secret);
});

test('work is kept when it becomes another, not at every count', () => {
  const log = begun();
  const announce = announcing(() => undefined, log);
  const counts = { found: 2, searchable: 1, waiting: 1, setAside: 0, offline: 0 };
  const work = { done: 0, total: 2, perSecond: 1, secondsLeft: 1 };
  for (const state of ['indexing', 'indexing', 'resting'] as const) {
    announce('library.changed', { counts, missing: 0, revision: 1, work: { ...work, state } });
  }
  expect(lines().map(({ event, state }) => [event, state])).toEqual([
    ['engine.started', undefined],
    ['work', 'indexing'],
    ['work', 'resting'],
  ]);
});
