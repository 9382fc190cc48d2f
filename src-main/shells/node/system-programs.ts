import { spawn } from 'node:child_process';
import { dirname } from 'node:path';

/** Is there a screen to show something on? */
export function hasDisplay(env = process.env, platform = process.platform): boolean {
  return platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

/** Opens an address in the person's own browser, or a file in the system's program for it; false when there is none. */
export function openAsUsual(target: string): Promise<boolean> {
  if (process.platform === 'darwin') return started('open', [target]);
  // Not `start`, which is a word of cmd.exe and reads & in an address as its own.
  if (process.platform === 'win32') return started('rundll32', ['url.dll,FileProtocolHandler', target]);
  return started('xdg-open', [target]);
}

/** Opens the system's file manager where `path` lies; false when there is none. */
export function showFile(path: string): Promise<boolean> {
  if (process.platform === 'darwin') return started('open', ['-R', path]);
  if (process.platform === 'win32') return started('explorer', [`/select,${path}`]);
  return started('xdg-open', [dirname(path)]);
}

/** Starts a program that lives on by itself. */
function started(program: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { detached: true, stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('spawn', () => resolve(true));
    child.unref();
  });
}
