import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { chromiumPath, startChromium, watch } from './chromium.ts';
import { startHost, type RunningHost } from './host.ts';
import { made, makeWorld, polylens, type World } from './program.ts';

/** A window on a world, with what it did that it never should. */
export type OpenWindow = { host: RunningHost; page: Page; faults: string[]; close: () => Promise<void> };

/**
 * Starts a host on the world's library and opens its window in the browser. The world goes with it, also if that fails.
 * `chooses`: without a named pack.
 */
export async function openWindow(browser: Browser, world: World, { chooses = false } = {}): Promise<OpenWindow> {
  const ends: (() => unknown)[] = [() => world.remove()];
  const close = async () => {
    for (const end of ends.toReversed()) await end();
  };
  try {
    const host = await startHost(world, { chooses });
    ends.push(() => host.end());
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    ends.push(() => page.close());
    const faults = watch(page, host.origin);
    await page.goto(host.address);
    return { host, page, faults, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * One window for all tests of the file that calls this, on a world that `prepare` filled and that was indexed then.
 * Without Chromium there is none: what is missing the window's own tests say.
 */
export function windowForAll(prepare: (world: World) => Promise<void>, { chooses = false } = {}) {
  let browser: Browser | undefined;
  let world: World | undefined;
  let opened: OpenWindow | undefined;
  beforeAll(async () => {
    if (!chromiumPath) return;
    browser = await startChromium();
    world = await makeWorld();
    await prepare(world);
    await polylens(world, ['index', world.photos], { chooses });
    opened = await openWindow(browser, world, { chooses });
  });
  // What the start did not come to is not there.
  afterAll(async () => {
    try {
      await opened?.close();
    } finally {
      world?.remove();
      await browser?.close();
    }
  });
  return {
    get world() {
      return made(world);
    },
    get page() {
      return made(opened).page;
    },
    get faults() {
      return made(opened).faults;
    },
  };
}
