import { PolylensError, type Client, type HandlersOf, type ShellMethod } from '../../contract/index.ts';
import { completeFolder, likelyFolders } from '../node/folders.ts';
import { hasDisplay, showFile } from '../node/system-programs.ts';
import { keepSettings, readSettings } from '../node/window-settings.ts';
import type { MediaFile } from './serve-media.ts';

export type Machine = { version: string; library: string; engine: () => Promise<Client> };

/** What the browser host does itself: a browser has no folder dialog that tells paths, so they are typed. */
export function machineHandlers({ version, library, engine }: Machine): HandlersOf<ShellMethod> {
  return {
    'shell.about': async () => ({
      version,
      library,
      suggestions: await likelyFolders(),
      picksFolders: false,
      showsFiles: hasDisplay(),
    }),
    'shell.pick-folder': () => Promise.reject(new PolylensError('shell.unsupported')),
    'shell.complete-folder': async ({ typed }) => ({ folders: await completeFolder(typed) }),
    'shell.show-file': async ({ asset }) => {
      const { places } = await (await engine()).call('asset.details', { asset });
      const [first] = places;
      if (!hasDisplay() || !first || !(await showFile(first.path))) throw new PolylensError('shell.unsupported');
      return {};
    },
    'shell.settings': () => readSettings(library),
    'shell.keep-settings': async (settings) => {
      await keepSettings(library, settings);
      return {};
    },
  };
}

const types: Record<string, string> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  tiff: 'image/tiff',
  avif: 'image/avif',
  bmp: 'image/bmp',
  heic: 'image/heic',
};

/** The file of a small picture, by the asset's id and about how many pixels it should have. */
export async function thumbnailFile(engine: Client, asset: number, size: number): Promise<MediaFile | undefined> {
  const wanted = size <= 256 ? 256 : 1024;
  const found = await engine.call('media.thumbnail', { asset, size: wanted }).catch(noneWhenUnavailable);
  return found && { path: found.path, type: 'image/webp' };
}

/** The original file of an asset, by its id. */
export async function originalFile(engine: Client, asset: number): Promise<MediaFile | undefined> {
  const details = await engine.call('asset.details', { asset }).catch(noneWhenUnavailable);
  const [first] = details?.places ?? [];
  if (!details || !first) return undefined;
  const path = first.pathBytes === undefined ? first.path : Buffer.from(first.pathBytes, 'base64');
  return { path, type: types[details.format] ?? 'application/octet-stream' };
}

function noneWhenUnavailable(thrown: unknown): undefined {
  const codes = ['asset.unknown', 'media.unavailable'];
  if (!(thrown instanceof PolylensError) || !codes.includes(thrown.code)) throw thrown;
}
