import type { Browser, Page } from 'playwright-core';
import { watch } from './chromium.ts';
import { startHost, type RunningHost } from './host.ts';
import type { World } from './program.ts';

/** A window on a world, with what it did that it never should. */
export type OpenWindow = { host: RunningHost; page: Page; faults: string[]; close: () => Promise<void> };

/** Starts a host on the world's library and opens its window in the browser. */
export async function openWindow(browser: Browser, world: World): Promise<OpenWindow> {
  const host = await startHost(world);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const faults = watch(page, host.origin);
  await page.goto(host.address);
  return {
    host,
    page,
    faults,
    close: async () => {
      await page.close();
      await host.end();
      world.remove();
    },
  };
}
