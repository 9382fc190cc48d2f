import type { Client, Output } from '../../contract/index.ts';
import type { Command } from './arguments.ts';
import { easedWords } from './mode-command.ts';
import { rootLines } from './roots-command.ts';
import { runnerLines } from './runner-words.ts';
import { switchLine } from './switch-words.ts';
import { printable, type Terminal } from './terminal.ts';
import { duration, problemWords } from './words.ts';

type Status = Output<'library.status'>;

/** Says what the library holds and what is done for it; the counts add up. */
export async function statusCommand(
  client: Client,
  { json }: Extract<Command, { name: 'status' }>,
  { terminal }: { terminal: Terminal },
): Promise<number> {
  const status = await client.call('library.status', {});
  if (json) terminal.out(JSON.stringify(statusJson(status)));
  else for (const line of statusLines(status)) terminal.out(line);
  return 0;
}

function statusJson({ counts, roots, work, ...status }: Status) {
  const { setAside, ...rest } = counts;
  return { ...status, ...rest, set_aside: setAside, folders: roots.map(({ path }) => path), roots, work };
}

function statusLines({ library, pack, roots, counts, missing, reasons, work, mode, ...more }: Status): string[] {
  const { switch: onTheWay, runner } = more;
  const { found, searchable, waiting, setAside, offline } = counts;
  const aside = reasons.map(({ reason, count }) => `         ${count} set aside: ${problemWords[reason]} (${reason})`);
  return [
    `library  ${printable(library)}`,
    `pack     ${pack}`,
    ...roots.flatMap(rootLines).map((line) => `folder   ${line}`),
    `found    ${found} = ${searchable} searchable + ${waiting} waiting + ${setAside} set aside`,
    ...aside,
    ...(offline > 0 ? [`offline  ${offline} (kept and found; their folder cannot be read now)`] : []),
    ...(onTheWay ? [`switch   ${switchLine(onTheWay, packOf(pack))}`] : []),
    ...(missing > 0 ? [`missing  ${missing} (gone from their folder; known again when they come back)`] : []),
    `work     ${workLine(work)}; mode ${mode}${more.eased ? `; ${easedWords(mode)}` : ''}`,
    ...runnerLines(runner).map((line, at) => `${at === 0 ? 'model    ' : '         '}${line}`),
  ];
}

/** A stage key's pack: `id@version`. */
function packOf(stageKey: string): string {
  return stageKey.slice(0, stageKey.lastIndexOf('/'));
}

function workLine({ state, done, total, perSecond, secondsLeft }: Status['work']): string {
  switch (state) {
    case 'indexing':
      return `indexing ${done} of ${total}, ${perSecond.toFixed(1)} a second, ${duration(secondsLeft)} left`;
    case 'switching':
      return `making vectors of the next pack: ${done} of ${total}, ${perSecond.toFixed(1)} a second, ${duration(secondsLeft)} left`;
    case 'looking':
      return 'looking through folders';
    case 'paused':
      return 'paused; polylens resume lets it go on';
    case 'resting':
      return 'nothing going on';
  }
}
