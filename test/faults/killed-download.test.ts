/** A large file that comes in several stretches at a time, killed again and again; and how much memory it takes. */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { amountIn } from '../../src-main/engine/packs/range-journal.ts';
import { rangeIn } from '../fixtures/pack-server.ts';

const block = randomBytes(2 ** 20);
const stretch = 4 * 2 ** 20;
const kills = 4;

/** Downloads in a process of its own, and says how much memory that took (kB). */
const download = `
const [address, bytes, sha256, folder] = process.argv.slice(1);
const { downloadFile } = await import(${JSON.stringify(new URL('../../dist/engine/packs/download-file.js', import.meta.url).href)});
const facts = { bytes: Number(bytes), sha256 };
const wanted = { address: new URL(address), facts, place: folder + '/model.onnx', part: folder + '/.part-0' };
const { signal } = new AbortController();
const ranges = { atOnce: 4, bytes: ${stretch} };
await downloadFile(wanted, { signal, stallMs: 60000, tries: 1, pauseMs: 1, ranges, came() {}, sent: async () => {} });
console.log(process.resourceUsage().maxRSS);
`;

let root: string;
let server: Server;
let address: string;
let size: number;
/** Bytes that were asked for. */
let asked: number;
let pauseMs: number;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'polylens-killed-download-'));
  [size, asked, pauseMs] = [64 * 2 ** 20 + 5, 0, 0];
  server = createServer(({ headers }, answer) => {
    const range = rangeIn(headers.range, size) ?? { from: 0, to: size - 1 };
    const { from, to } = range;
    asked += to - from + 1;
    const about = { etag: '"one"', 'content-length': to - from + 1, 'content-range': `bytes ${from}-${to}/${size}` };
    Readable.from(piecesOf(range)).pipe(answer.writeHead(206, about));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const told = server.address();
  address = `http://127.0.0.1:${typeof told === 'object' ? told?.port : ''}/model.onnx`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  rmSync(root, { recursive: true });
});

async function* piecesOf({ from, to }: { from: number; to: number }): AsyncGenerator<Buffer> {
  for (let at = from; at <= to;) {
    const begin = at % block.length;
    const piece = block.subarray(begin, Math.min(block.length, begin + 2 ** 16, begin + to - at + 1));
    yield piece;
    at += piece.length;
    if (pauseMs > 0) await setTimeout(pauseMs);
  }
}

function hashOfAll(): string {
  const hash = createHash('sha256');
  for (let at = 0; at < size; at += block.length) hash.update(block.subarray(0, size - at));
  return hash.digest('hex');
}

function start() {
  const args = ['--input-type=module', '-e', download, address, String(size), hashOfAll(), root];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, takenKb: Number(out) }));
  return { child, ended };
}

const part = () => join(root, '.part-0');

test('killed again and again, it goes on with what each stretch has', async () => {
  pauseMs = 4;
  let had = 0;
  for (let round = 1; round <= kills; round += 1) {
    const { child, ended } = start();
    const enough = (size * round) / (kills + 2);
    while ((await amountIn(part())) < enough && child.exitCode === null) await setTimeout(5);
    child.kill('SIGKILL');
    await ended;
    const now = await amountIn(part());
    expect(now).toBeGreaterThan(had);
    expect(now).toBeLessThan(size);
    had = now;
  }
  asked = 0;
  expect(await start().ended).toMatchObject({ code: 0 });
  expect(asked).toBe(size - had);
  expect(
    createHash('sha256')
      .update(readFileSync(join(root, 'model.onnx')))
      .digest('hex'),
  ).toBe(hashOfAll());
  expect([existsSync(part()), existsSync(`${part()}.ranges`)]).toEqual([false, false]);
});

test('it takes no more memory for being larger', async () => {
  size = 16 * 2 ** 20;
  const small = await start().ended;
  rmSync(join(root, 'model.onnx'));
  size = 256 * 2 ** 20;
  const large = await start().ended;
  expect([small.code, large.code]).toEqual([0, 0]);
  const more = (large.takenKb - small.takenKb) / 2 ** 10;
  process.stderr.write(
    `16 MB took ${Math.round(small.takenKb / 2 ** 10)} MB of memory, 256 MB ${Math.round(more)} more\n`,
  );
  expect(more).toBeLessThan(80);
});
