/** What the packed program wants of Electron: that all which Polylens starts and imports is found in an archive (docs/adr/0022). */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filesInArchive, putInArchive } from '../electron/archive.ts';
import { findElectron, missingElectron } from '../electron/runtime.ts';

const runtime = findElectron();
if (!runtime) process.stderr.write(`Electron's reading of archives was not tried: ${missingElectron}\n`);

const folder = mkdtempSync(join(tmpdir(), 'polylens-archive-'));
const archive = join(folder, 'app.asar');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As the engine is: a module that imports its neighbour and a package, reads a table, and starts a thread and a process. */
const engine = `
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { found } from './neighbour.js';

const table = new URL('./table.bin', import.meta.url);
const [thread] = await once(new Worker(new URL('./thread.js', import.meta.url)), 'message');
const child = fork(fileURLToPath(new URL('./child.js', import.meta.url)), ['argument']);
const [answer] = await once(child, 'message');
const tables = [readFileSync(table, 'utf8'), await readFile(table, 'utf8')];
const { lazy } = await import('./lazy.js');
process.stdout.write(JSON.stringify({ found, thread, answer, tables, lazy }));
`;
const files = {
  'package.json': '{ "name": "packed", "type": "module" }',
  'node_modules/named/package.json': '{ "name": "named", "type": "module", "exports": "./inside/index.js" }',
  'node_modules/named/inside/index.js': `export const name = 'named';`,
  'node_modules/older/package.json': '{ "name": "older", "main": "./main.js" }',
  'node_modules/older/main.js': `exports.age = 'older';`,
  'dist/engine.js': engine,
  'dist/neighbour.js': `import { name } from 'named'; import { age } from 'older'; export const found = [name, age];`,
  'dist/lazy.js': `export const lazy = true;`,
  'dist/thread.js': `import { parentPort } from 'node:worker_threads'; import { found } from './neighbour.js'; parentPort.postMessage(found);`,
  'dist/child.js': `import { found } from './neighbour.js'; process.send([...found, process.argv[2]], () => process.disconnect());`,
  'dist/table.bin': 'a table',
};
const whole = {
  found: ['named', 'older'],
  thread: ['named', 'older'],
  answer: ['named', 'older', 'argument'],
  tables: ['a table', 'a table'],
  lazy: true,
};

describe.skipIf(!runtime)('an archive', () => {
  beforeAll(() => putInArchive(archive, files));

  const run = (options = '') =>
    spawnSync(runtime?.executable ?? '', [join(archive, 'dist/engine.js')], {
      encoding: 'utf8',
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: options },
    });

  test.skipIf(runtime?.isOld)('is read by all that the engine starts and imports', () => {
    const { stdout, stderr } = run();
    expect(stdout, stderr).not.toBe('');
    expect(JSON.parse(stdout)).toEqual(whole);
  });

  test.runIf(runtime?.isOld)('is nothing to the Electron of 2023’s imports, until they have what they lack', () => {
    expect(run().stderr).toContain('ENOTDIR: not a directory, stat');
    const lacks = (name: string) => fileURLToPath(new URL(`../electron/old-runtime/${name}`, import.meta.url));
    const { stdout, stderr } = run(
      `--no-warnings --require=${lacks('what-it-lacks.cjs')} --loader=${lacks('imports.mjs')}`,
    );
    expect(stdout, stderr).not.toBe('');
    expect(JSON.parse(stdout)).toEqual(whole);
  });
});

test('an archive that was made here lists what was put in', () => {
  const made = join(folder, 'made.asar');
  putInArchive(made, { 'a/é.txt': 'one' });
  putInArchive(made, { 'b.txt': 'two and more', 'a/c': '' });
  expect(filesInArchive(made)).toEqual([
    { path: 'a/é.txt', bytes: 3, beside: false },
    { path: 'a/c', bytes: 0, beside: false },
    { path: 'b.txt', bytes: 12, beside: false },
  ]);
});
