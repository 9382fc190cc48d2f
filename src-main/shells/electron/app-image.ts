import { existsSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** What an AppImage starts inherits its variables: they are ours only where this program lies in the folder that they name. */
export function isAppImage({ APPIMAGE: file, APPDIR: mounted }: Environment, resources: string): boolean {
  if (!file || !mounted || !existsSync(mounted)) return false;
  return realpathSync(resources).startsWith(realpathSync(mounted) + sep);
}

type Started = { argv: readonly string[]; env: Environment; resources: string; uid: number | undefined };

/**
 * Was the page's sandbox left out without a word? What starts the program of an AppImage, electron-builder's, does so where the
 * system withholds user namespaces. For root it does not: there is none for root, who has to leave it out.
 */
export function isSandboxLeftOut({ argv, env, resources, uid }: Started): boolean {
  return uid !== 0 && argv.includes('--no-sandbox') && isAppImage(env, resources);
}
