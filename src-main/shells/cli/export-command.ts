import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Client } from '../../contract/index.ts';
import { isPictureName, momentName } from '../node/moment-name.ts';
import type { ExportCommand } from './export-arguments.ts';
import { namedFile } from './named-path.ts';
import { UsageError } from './options.ts';
import { printable, type Terminal } from './terminal.ts';

const usualLength = 10_000;

/** Writes a moment of a video to a new file, whose path it prints. @throws UsageError, PolylensError */
export async function exportCommand(
  client: Client,
  { path, at, length, target: given }: ExportCommand,
  { terminal, signal }: { terminal: Terminal; signal: AbortSignal },
): Promise<number> {
  const isFolder = statSync(given, { throwIfNoEntry: false })?.isDirectory() === true;
  const target = resolve(isFolder ? join(given, momentName(path, at, 'clip')) : given);
  const asPicture = isPictureName(target);
  if (asPicture && length !== undefined) throw new UsageError('export: a picture has no --seconds');
  const clip = asPicture ? {} : { length: length ?? usualLength };
  await client.call('media.export', { source: { path: namedFile(path) }, at, target, ...clip }, { signal });
  terminal.out(printable(target));
  return 0;
}
