import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'Google Chrome', 'chrome.exe'];

/** The system's Chromium; undefined where there is none, and then the tests that need it say so. */
export const chromiumPath = names
  .flatMap((name) => (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find(isProgram);

export const missingChromium = 'no Chromium on the PATH (Debian: apt-get install -y chromium)';

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export async function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox', '--disable-gpu'] });
}

/** What a page should never do: throw, complain, or ask anyone but its own host. */
export function watch(page: Page, origin: string): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`threw ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(`said ${message.text()}`);
  });
  page.on('request', (asked) => {
    if (!asked.url().startsWith(`${origin}/`) && !/^(data|blob):/.test(asked.url()))
      faults.push(`asked ${asked.url()}`);
  });
  page.on('websocket', (socket) => {
    if (!socket.url().startsWith(origin.replace('http', 'ws'))) faults.push(`opened ${socket.url()}`);
  });
  return faults;
}
