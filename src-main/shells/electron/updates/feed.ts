import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAppImage } from '../app-image.ts';
import type { Installed } from './release.ts';
import type { Feed } from './updates.ts';

/** Where this build was told to look for releases (`scripts/package.mjs`); undefined where it was told of none. */
export function feedOfBuild(): Feed | undefined {
  const file = new URL('../../../../package.json', import.meta.url);
  const { updates } = JSON.parse(readFileSync(file, 'utf8')) as { updates?: Partial<Feed> };
  return updates?.address && updates.key ? { address: updates.address, key: updates.key } : undefined;
}

type Machine = { platform: string; arch: string; env: NodeJS.ProcessEnv; resources: string };

/** What this program is an installation of, as the files of a release name it. */
export function installedAs(version: string, { platform, arch, env, resources }: Machine): Installed {
  return { version, platform, arch, kind: kindOf(platform, env, resources) };
}

function kindOf(platform: string, env: NodeJS.ProcessEnv, resources: string): string {
  if (platform === 'darwin') return 'dmg';
  if (platform === 'win32') return env['PORTABLE_EXECUTABLE_FILE'] ? 'portable' : 'exe';
  if (isAppImage(env, resources)) return 'AppImage';
  // deb and rpm say so (scripts/linux-tree.mjs).
  const told = join(resources, 'package-type');
  return existsSync(told) ? readFileSync(told, 'utf8').trim() : 'tar.gz';
}
