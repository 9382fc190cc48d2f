import type { Client, Output, Progress } from '../../contract/index.ts';
import { printable, type Terminal } from './terminal.ts';
import { languageCount, megabytes } from './words.ts';

type Wanted = { from: string; agreed: boolean };

/** Says what a download would bring, asks, and downloads it; 0 done, 1 when a person does not want it. */
export async function getPack(
  client: Client,
  { from, agreed }: Wanted,
  world: { terminal: Terminal; readonly signal: AbortSignal },
): Promise<number> {
  const { terminal } = world;
  const offer = await client.call('packs.offer', { from });
  terminal.talk(offerLine(offer));
  if (!agreed && !(await agrees(terminal))) {
    terminal.talk('nothing was downloaded; --yes agrees without being asked');
    return 1;
  }
  const { address, listing } = offer;
  // Not before: until here Ctrl-C ends at once.
  const { signal } = world;
  const onProgress = (report: Progress<'packs.get'>) => terminal.status(progressLine(report));
  terminal.talk(arrivalLine(await client.call('packs.get', { address, listing }, { signal, onProgress })));
  return 0;
}

function offerLine({ host, pack, licence, bytes, there, files }: Output<'packs.offer'>): string {
  const rest = there > 0 ? `, of which ${megabytes(there)} are here already` : '';
  return `${pack}: ${megabytes(bytes)} in ${files} files from ${host}${rest}; licence: ${printable(licence)}`;
}

/** Whether the first line of standard input begins with a y. */
async function agrees(terminal: Terminal): Promise<boolean> {
  terminal.talk('Download it? That machine then sees your address and which files are asked for, nothing else. [y/N]');
  for await (const line of terminal.lines()) return /^\s*y/i.test(line);
  return false;
}

const doing = { download: 'downloading', verify: 'verifying' } as const;

function progressLine({ phase, done, total }: Progress<'packs.get'>): string {
  return `${doing[phase]}: ${megabytes(done)} of ${megabytes(total)}`;
}

/** Of a pack that was brought. */
export function arrivalLine({ pack, bytes, languages }: Output<'packs.import'>): string {
  return `${pack} is there: ${megabytes(bytes)}, ${languages.length > 0 ? 'speaks ' : ''}${languageCount(languages)}; use it with: polylens packs use ${pack}`;
}
