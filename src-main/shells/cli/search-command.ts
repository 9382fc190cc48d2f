import { PolylensError, type Client, type Output } from '../../contract/index.ts';
import type { SearchCommand } from './search-arguments.ts';
import { answerJson } from './search-json.ts';
import { printable, type Terminal } from './terminal.ts';
import { exitCodeFor, wordsFor } from './words.ts';

type Answer = Output<'search.run'>;
type World = { terminal: Terminal };

/** Answers one query, or one a line from standard input; 0 found, 1 nothing found (by any line). */
export async function searchCommand(client: Client, command: SearchCommand, world: World): Promise<number> {
  const { terminal } = world;
  client.on('index.rebuilding', ({ vectors }) =>
    terminal.talk(`making the search index again for ${vectors} pictures`),
  );
  if (command.query === undefined) return answerLines(client, command, world);
  const answer = await ask(client, command, command.query);
  if (answer.waiting > 0) terminal.talk(`${answer.waiting} pictures are not indexed yet; run polylens index to go on`);
  if (command.json) terminal.out(JSON.stringify(answerJson(answer, command.moments)));
  else printAnswer(answer, command, terminal);
  return answer.hits.length > 0 ? 0 : 1;
}

/** A line that cannot be answered gets an object with `error` in its place; the worst such line decides the exit code. */
async function answerLines(client: Client, command: SearchCommand, { terminal }: World): Promise<number> {
  let found = false;
  let failed = 0;
  for await (const line of terminal.lines()) {
    try {
      const answer = await ask(client, command, line);
      found ||= answer.hits.length > 0;
      terminal.out(JSON.stringify(answerJson(answer, command.moments)));
    } catch (thrown) {
      // Only what is wrong with this very query lets the next one be asked.
      if (!(thrown instanceof PolylensError) || thrown.code !== 'query.empty') throw thrown;
      failed = Math.max(failed, exitCodeFor(thrown.code));
      terminal.out(JSON.stringify({ query: line, error: thrown.code, message: wordsFor(thrown) }));
    }
  }
  if (failed > 0) return failed;
  return found ? 0 : 1;
}

function ask(client: Client, { language, limit, like, filters, all }: SearchCommand, text: string): Promise<Answer> {
  return client.call('search.run', {
    text,
    limit,
    filters,
    fold: !all,
    // Of the system, as people have set it.
    speaks: Intl.DateTimeFormat().resolvedOptions().locale,
    ...(language === undefined ? {} : { language }),
    ...(like === undefined ? {} : { like: { path: like } }),
  });
}

function languageWords(language: string | undefined): string {
  if (language === undefined) return '';
  const names = new Intl.DisplayNames(undefined, { type: 'language' });
  return `${names.of(language) ?? language} (${language}), `;
}

function printAnswer(answer: Answer, { moments: most }: SearchCommand, terminal: Terminal): void {
  const { language, without, also = [], period, took, hits, matching } = answer;
  terminal.talk(`${languageWords(language)}${Math.ceil(took.total)} ms`);
  if (without.length > 0) terminal.talk(`without: ${without.map(printable).join(', ')}`);
  if (also.length > 0) terminal.talk(`also: ${also.map(printable).join(', ')}`);
  if (period) terminal.talk(`taken ${period.from} to ${period.to} (${printable(period.words)})`);
  if (hits.length === 0) terminal.talk(nothingFound(period !== undefined));
  for (const [at, hit] of hits.entries()) {
    if (at === matching) terminal.aside(at === 0 ? 'nothing matches well, the nearest are' : 'weaker matches');
    for (const line of hitLines(hit, at + 1, most)) terminal.out(line);
  }
}

/** Nothing else keeps people from what is there as much as a time that was not meant. */
function nothingFound(hasPeriod: boolean): string {
  return hasPeriod ? 'nothing found that was taken then; in quotes such words are not read as a time' : 'nothing found';
}

/** A hit with its rank, and below it what came with it. `most`: moments of a video. */
function hitLines(hit: Answer['hits'][number], rank: number, most: number): string[] {
  const { score, path, moments = [], companions = [], alike = [] } = hit;
  const [best, ...others] = moments.slice(0, most).map(({ time }) => clock(time));
  const words = moments[0]?.words;
  const place = `${printable(path)}${best === undefined ? '' : `@${best}`}`;
  return [
    `${String(rank).padStart(3)}  ${score.toFixed(3)}  ${place}${alike.length > 0 ? `  +${alike.length}` : ''}`,
    ...(words === undefined ? [] : [`            “${printable(words)}”`]),
    ...companions.map(({ path: other, inside }) => `            with ${inside ? 'a film inside' : printable(other)}`),
    ...(others.length > 0 ? [`            also at ${others.join(', ')}`] : []),
  ];
}

/** `00:01:23`, the second that a moment is in. */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
