import { PolylensError, type Client, type EventPayload, type Output, type Progress } from '../../contract/index.ts';
import type { Command } from './arguments.ts';
import { easedWords } from './mode-command.ts';
import { namedFolder } from './named-path.ts';
import { UsageError } from './options.ts';
import { switchLine } from './switch-words.ts';
import { printable, type Terminal } from './terminal.ts';
import { duration, problemLine } from './words.ts';

type Summary = Output<'library.index'>;

/** A folder asked for that could not be looked through at all. */
const failures = new Set([
  'folder.missing',
  'folder.unreadable',
  'folder.not-a-folder',
  'folder.offline',
  'folder.other-volume',
]);

/** Makes folders searchable; 0 done, 1 no pictures found, 3 a folder failed, 130 stopped. */
export async function indexCommand(
  client: Client,
  command: Extract<Command, { name: 'index' }>,
  { terminal, signal }: { terminal: Terminal; signal: AbortSignal },
): Promise<number> {
  client.on('index.rebuilding', ({ vectors }) =>
    terminal.talk(`making the search index again for ${vectors} pictures`),
  );
  client.on('library.replaced', (replaced) => terminal.talk(replacedLine(replaced)));
  if (command.folders.length === 0 && !(await hasRoots(client))) throw new UsageError('index: which folder?');
  const folders = command.folders.map(namedFolder);
  let switches = false;
  const onProgress = (report: Progress<'library.index'>) => {
    switches ||= report.phase === 'switch';
    terminal.status(progressLine(report));
  };
  const input = { folders, acceptMissing: command.acceptMissing };
  const summary = await client.call('library.index', input, { signal, onProgress });
  const paused = summary.paused ? [await pausedLine(client)] : [];
  for (const line of [...troubleLines(summary), ...paused, ...switchLines(summary, switches)]) terminal.talk(line);
  if (command.json) terminal.out(JSON.stringify(summaryJson(summary)));
  terminal.talk(summaryLine(summary));
  if (summary.stopped) return 130;
  if (command.watch) return watch(client, { terminal, signal });
  if (summary.folders.some(({ reason }) => failures.has(reason))) return 3;
  return summary.counts.found === 0 ? 1 : 0;
}

/** Stays and makes searchable what comes, until Ctrl-C. */
async function watch(
  client: Client,
  { terminal, signal }: { terminal: Terminal; signal: AbortSignal },
): Promise<number> {
  terminal.talk('watching; Ctrl-C ends it');
  client.on('library.changed', ({ counts, work }) => {
    if (work.state === 'indexing')
      terminal.status(progressLine({ phase: 'embed', setAside: counts.setAside, ...work }));
    else if (work.state === 'switching') terminal.status(progressLine({ phase: 'switch', setAside: 0, ...work }));
    else terminal.status(countsLine(counts));
  });
  await client.call('library.keep', {}, { signal });
  return 0;
}

async function hasRoots(client: Client): Promise<boolean> {
  try {
    return (await client.call('roots.list', {})).roots.length > 0;
  } catch (thrown) {
    if (thrown instanceof PolylensError && thrown.code === 'library.missing') return false;
    throw thrown;
  }
}

function replacedLine({ aside, folders }: EventPayload<'library.replaced'>): string {
  const had =
    folders.length === 0
      ? ''
      : `; it looked after ${folders.map(printable).join(', ')}: polylens index looks through all of them again`;
  return `the library was damaged and is made anew, the damaged file is kept as ${printable(aside)}${had}`;
}

function progressLine(report: Progress<'library.index'>): string {
  if (report.phase === 'scan') return `looking: ${report.found} pictures`;
  const { done, total, setAside, perSecond, secondsLeft } = report;
  const aside = setAside > 0 ? `, ${setAside} set aside` : '';
  const doing = report.phase === 'switch' ? 'switching' : 'indexing';
  return `${doing}: ${done} of ${total}${aside}, ${perSecond.toFixed(1)} a second, ${duration(secondsLeft)} left`;
}

function troubleLines(summary: Summary): string[] {
  const { folders, files, filesSetAside, subtitles = [], moved, missing, missingKept } = summary;
  const lines = [...folders, ...files, ...subtitles].map(problemLine);
  const more = filesSetAside - files.length;
  if (more > 0) lines.push(`and ${more} more files set aside; polylens problems lists them all`);
  if (moved > 0) lines.push(`${moved} files have moved and are known again`);
  if (missing > 0) lines.push(`${missing} files are gone and no longer found`);
  if (missingKept > 0) {
    lines.push(
      `${missingKept} files were not met and are kept; if they are gone for good: polylens index --accept-missing`,
    );
  }
  return lines;
}

async function pausedLine(client: Client): Promise<string> {
  const { mode, eased, work } = await client.call('library.status', {});
  if (work.state === 'paused' || !eased || mode !== 'mains') return 'paused; polylens resume lets it go on';
  return `${easedWords(mode)}; it goes on with mains power, or in another mode: polylens mode balanced`;
}

/** What became of a switch to another pack, if vectors were made for one. */
function switchLines({ pack, switch: onTheWay }: Summary, made: boolean): string[] {
  if (onTheWay) return [`switching ${switchLine(onTheWay, pack)}`];
  return made ? [`${pack} answers searches from now on`] : [];
}

function summaryLine({ stopped, embedded, counts }: Summary): string {
  return `${stopped ? 'stopped, run again to go on' : 'done'}: ${embedded} new; ${countsLine(counts)}`;
}

function countsLine({ found, searchable, waiting, setAside }: Summary['counts']): string {
  return `${found} found = ${searchable} searchable + ${waiting} waiting + ${setAside} set aside`;
}

function summaryJson({ counts, ...summary }: Summary) {
  return {
    found: counts.found,
    searchable: counts.searchable,
    waiting: counts.waiting,
    set_aside: counts.setAside,
    embedded: summary.embedded,
    moved: summary.moved,
    missing: summary.missing,
    missing_kept: summary.missingKept,
    stopped: summary.stopped,
    paused: summary.paused,
    pack: summary.pack,
    ...(summary.switch ? { switch: summary.switch } : {}),
    problems: [...summary.folders, ...summary.files, ...(summary.subtitles ?? [])],
  };
}
