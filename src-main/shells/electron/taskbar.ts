import type { Announce, EventPayload } from '../../contract/index.ts';
import { BrowserWindow } from './electron.ts';
import { shareOf } from './work-share.ts';

/** Shows in the taskbar or dock how far the engine is, while it is at something. */
export function taskbar(): Announce {
  let shown = -1;
  const show = (share: number) => {
    if (share === shown) return;
    shown = share;
    for (const window of BrowserWindow.getAllWindows()) window.setProgressBar(share);
  };
  return (event, payload) => {
    if (event === 'library.changed') show(shareOf((payload as EventPayload<'library.changed'>).work));
    // It says no more how far it is.
    else if (event === 'shell.engine') show(-1);
  };
}
