/** The window over 100,000 pictures: how evenly it scrolls, what it holds, how soon an answer is seen. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HandlersOf, Method, Output } from '../../../src-main/contract/index.ts';
import { Host } from '../../../src-main/shells/browser/host.ts';
import { readPageFiles } from '../../../src-main/shells/node/page-files.ts';
import { WindowFiles } from '../../../src-main/shells/node/window-files.ts';
import { chromiumPath, missingChromium, startChromium } from '../../e2e/chromium.ts';
import { answering } from '../../fixtures/engine-double.ts';
import { keepRow, ms, quantile, report } from '../report.ts';

const PICTURES = Number(process.env['POLYLENS_BENCH_PICTURES'] ?? 100_000);
/** So many different small pictures are handed out in turn: a browser keeps what it has decoded. */
const THUMBNAILS = 64;
const FRAMES = 300;
const dayMs = 86_400_000;
const counts = { found: PICTURES, searchable: PICTURES, waiting: 0, setAside: 0, offline: 0 };
const root = { path: '/photos', counts, excluded: 0, held: 0, exclude: [], isNew: false, watch: 'events' as const };

if (!chromiumPath) process.stderr.write(`the window's bench did not run: ${missingChromium}\n`);

let temporary = '';
let host: Host;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  if (!chromiumPath) return;
  temporary = await mkdtemp(join(tmpdir(), 'polylens-bench-'));
  await makeThumbnails();
  const handlers = answers();
  const { client } = await answering(handlers);
  const pageFolder = fileURLToPath(new URL('../../../dist/renderer', import.meta.url));
  const files = new WindowFiles({ page: readPageFiles(pageFolder), ask: (work) => work(client), library: temporary });
  // What the window does not ask is not answered.
  host = await Host.start({ port: 0, files, handlers: handlers as HandlersOf<Method> });
  browser = await startChromium();
  page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await page.addInitScript(hearAnswers);
});
afterAll(async () => {
  await browser?.close();
  await host?.close();
  if (temporary !== '') await rm(temporary, { recursive: true });
});

const thumbnail = (asset: number) => join(temporary, `${asset % THUMBNAILS}.webp`);

async function makeThumbnails(): Promise<void> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 };
  const grain = { create: { width: 48, height: 32, channels: 3 as const, background: 'black', noise } };
  for (let at = 0; at < THUMBNAILS; at += 1) {
    await sharp(grain)
      .resize(384, 256)
      .modulate({ hue: at * 5 })
      .webp()
      .toFile(thumbnail(at));
  }
}

/** Pictures of many shapes, ten a day. */
function listed(): Output<'asset.list'> {
  const each = <T>(make: (at: number) => T) => Array.from({ length: PICTURES }, (_none, at) => make(at));
  const likeness = (at: number) => Buffer.from(each25.map((byte) => (byte * (at + 7)) % 256)).toString('base64');
  return {
    assets: each((at) => at + 1),
    widths: each((at) => (at % 3 === 0 ? 3000 : 4000)),
    heights: each((at) => (at % 3 === 0 ? 4000 : 2000 + (at % 7) * 150)),
    times: each((at) => Date.UTC(2026, 0, 1) - (at * dayMs) / 10),
    thumbhashes: each(likeness),
    durations: each((at) => (at % 50 === 0 ? 12_000 : 0)),
  };
}
const each25 = Array.from({ length: 25 }, (_none, at) => at * 9 + 1);

function answers(): Partial<HandlersOf<Method>> {
  const list = listed();
  const work = { state: 'resting' as const, done: 0, total: 0, perSecond: 0, secondsLeft: 0 };
  const runner = { provider: 'cpu', threads: 1, wish: 'auto' as const, others: [] };
  const status = { library: '/library', pack: 'bench', counts, missing: 0, work, mode: 'balanced' as const, runner };
  const hits = Array.from({ length: 300 }, (_none, at) => ({
    asset: PICTURES - at,
    width: 4000,
    height: 3000,
    details: {},
    path: `/photos/${at}.jpg`,
    offline: false,
    places: 1,
    score: 0.3 - at / 10_000,
  }));
  const took = { total: 5, encode: 4, nearest: 1 };
  const now = <T>(value: T) => Promise.resolve(value);
  return {
    'engine.hello': ({ contract }) => now({ contract, version: '0.0.0', library: '/library', pack: '/pack' }),
    'shell.about': () =>
      now({
        version: '0.0.0',
        library: '/library',
        suggestions: [],
        picksFolders: false,
        showsFiles: false,
        opensFiles: false,
        savesFiles: false,
        trashesFiles: false,
        dragsFiles: false,
        hasTray: false,
      }),
    'shell.settings': () => now({ theme: 'light' as const, recent: [] }),
    'shell.keep-settings': ({ now: chosen }) => now(chosen),
    'pack.info': () => now({ pack: 'bench', languages: [{ language: 'en', recall: 0.5 }] }),
    'library.status': () => now({ ...status, roots: [root], reasons: [] }),
    'library.keep': (_input, { signal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve({}), { once: true })),
    'favourite.list': () => now({ assets: list.assets.filter((asset) => asset % 100 === 0) }),
    'collection.list': () => now({ collections: [] }),
    'asset.list': () => now(list),
    'search.run': ({ text }) => now({ query: text, language: 'en', without: [], took, waiting: 0, hits }),
    'media.thumbnail': ({ asset }) => now({ path: thumbnail(asset) }),
  };
}

/** Runs in the page, before it: notes when the last answer of each kind arrived. */
const hearAnswers = `
  window.arrived = {};
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        for (const kind of ['"thumbhashes":', '"hits":']) if (data.includes(kind)) window.arrived[kind] = performance.now();
      });
    }
  };
`;

/** Milliseconds from an answer's arrival to the frame in which this picture of it is shown. */
function seenAfter(kind: string, asset: number): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const look = (now) => {
      const there = window.arrived['"${kind}":'] !== undefined && document.querySelector('#picture-${asset}');
      if (!there) requestAnimationFrame(look);
      else requestAnimationFrame((shown) => resolve(shown - window.arrived['"${kind}":']));
    };
    requestAnimationFrame(look);
  })`);
}

/** The times between frames while the list is scrolled by this many pixels in each. */
function scroll(step: number): Promise<number[]> {
  return page.evaluate<number[]>(`new Promise((resolve) => {
    const scroller = document.querySelector('[role=listbox]');
    const times = [];
    let last = performance.now();
    const frame = (now) => {
      times.push(now - last);
      last = now;
      scroller.scrollTop += ${step};
      if (times.length < ${FRAMES}) requestAnimationFrame(frame);
      else resolve(times.slice(1));
    };
    requestAnimationFrame(frame);
  })`);
}

async function heap(): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
}

describe.skipIf(!chromiumPath)('the window', () => {
  test('scrolling, memory, first results', async () => {
    await page.goto(host.newAddress());
    const list = await seenAfter('thumbhashes', 1);
    const all = await page.getByRole('listbox').getByRole('option').first().getAttribute('aria-setsize');
    const opened = await heap();
    const [reading, rushing] = [await scroll(120), await scroll(2500)];
    const scrolled = await heap();
    await page.getByRole('searchbox').fill('a boat');
    const found = await seenAfter('hits', PICTURES);
    const line = (times: readonly number[]) =>
      `${ms(Math.max(...times))} (95 %: ${ms(quantile(times, 0.95))}; over 50 ms: ${times.filter((time) => time > 50).length} of ${times.length})`;
    const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
    report(`The window over ${all} pictures`, {
      'all pictures: from their arrival to the first ones seen': ms(list),
      'an answer of 300: from its arrival to the first ones seen': ms(found),
      'longest frame, scrolling as one reads': line(reading),
      'longest frame, scrolling 2.5 windows a frame': line(rushing),
      'heap, opened': megabytes(opened),
      'heap, scrolled': megabytes(scrolled),
    });
    const row = (name: string, ratio: number) => keepRow({ row: name, area: 'window', ratio, budget: '<= 1' });
    row('longest frame, scrolling as one reads : 50 ms', Math.max(...reading) / 50);
    row('longest frame, scrolling 2.5 windows a frame : 50 ms', Math.max(...rushing) / 50);
    row('heap : 150 MB', Math.max(opened, scrolled) / 150e6);
    row('first results after the answer : 100 ms', found / 100);
    expect(all).toBe(String(PICTURES));
  });
});
