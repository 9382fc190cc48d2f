import { spawn } from 'node:child_process';
import { dirname, win32 } from 'node:path';

/** Is there a screen to show something on? */
export function hasDisplay(env = process.env, platform = process.platform): boolean {
  return platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

/** Opens an address in the person's own browser, or a file in the system's program for it; false when there is none. */
export function openAsUsual(target: string): Promise<boolean> {
  return started(toOpen(target));
}

/** Opens the system's file manager where `path` lies; false when there is none. */
export function showFile(path: string): Promise<boolean> {
  return started(toShow(path));
}

type Command = { program: string; args: string[] };
/** What this is the command for. */
type System = { platform: NodeJS.Platform; env: NodeJS.ProcessEnv };

/** What opens an address or a file. */
export function toOpen(target: string, { platform, env }: System = process): Command {
  if (platform === 'darwin') return { program: 'open', args: [target] };
  // Not `start`, which is a word of cmd.exe and reads & in an address as its own.
  const args = ['url.dll,FileProtocolHandler', target];
  if (platform === 'win32') return { program: ofWindows(env, 'System32', 'rundll32.exe'), args };
  return { program: 'xdg-open', args: [target] };
}

/** What shows where a file lies. */
export function toShow(path: string, { platform, env }: System = process): Command {
  if (platform === 'darwin') return { program: 'open', args: ['-R', path] };
  if (platform === 'win32') return { program: ofWindows(env, 'explorer.exe'), args: [`/select,${path}`] };
  return { program: 'xdg-open', args: [dirname(path)] };
}

/** By its whole path: Windows looks for a bare name in the folder that the program was started in, too. */
function ofWindows({ SystemRoot: named = '' }: NodeJS.ProcessEnv, ...rest: string[]): string {
  return win32.join(/^[a-z]:\\/i.test(named) ? named : 'C:\\Windows', ...rest);
}

/** Starts a program that lives on by itself. */
function started({ program, args }: Command): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { detached: true, stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('spawn', () => resolve(true));
    child.unref();
  });
}
