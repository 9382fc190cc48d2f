import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

const script = new URL('cut-off.js', import.meta.url);

/**
 * What a person could not read or reach on what lies on top of this page: text that is cut off, what is wider than the window,
 * and controls that cannot be brought into sight or lie below something else. Photos of a list are not looked at.
 */
export async function cutOffIn(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => { ${await readFile(script, 'utf8')}\n return globalThis.cutOff(); })()`);
}
