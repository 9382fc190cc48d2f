import { existsSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** What an AppImage starts inherits its variables: they are ours only where this program lies in the folder that they name. */
export function isAppImage({ APPIMAGE: file, APPDIR: mounted }: Environment, resources: string): boolean {
  if (!file || !mounted || !existsSync(mounted)) return false;
  return realpathSync(resources).startsWith(realpathSync(mounted) + sep);
}

type Started = { argv: readonly string[]; env: Environment; resources: string };

/**
 * Was the page's sandbox left out without a word? What starts the program of an AppImage, electron-builder's, does so where the
 * system withholds user namespaces.
 */
export function isSandboxLeftOut({ argv, env, resources }: Started): boolean {
  return argv.includes('--no-sandbox') && isAppImage(env, resources);
}
