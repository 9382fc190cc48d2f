import { resolve } from 'node:path';
import { PolylensError, type Client, type Output } from '../../contract/index.ts';
import type { SearchCommand } from './search-arguments.ts';
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
  if (command.json) terminal.out(JSON.stringify(answerJson(answer)));
  else printAnswer(answer, terminal);
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
      terminal.out(JSON.stringify(answerJson(answer)));
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

function ask(client: Client, { language, limit, like, filters }: SearchCommand, text: string): Promise<Answer> {
  return client.call('search.run', {
    text,
    limit,
    filters,
    ...(language === undefined ? {} : { language }),
    ...(like === undefined ? {} : { like: { path: resolve(like) } }),
  });
}

/** The documented shape: more keys may come, these stay. */
function answerJson({ query, language, without, took, hits }: Answer) {
  return {
    query,
    language,
    without,
    took_ms: round(took.total, 1),
    hits: hits.map(({ asset, path, pathBytes, score, width, height, details }, at) => ({
      rank: at + 1,
      path,
      ...(pathBytes === undefined ? {} : { path_base64: pathBytes }),
      score: round(score, 6),
      asset,
      width,
      height,
      ...detailsJson(details),
    })),
  };
}

function detailsJson({ takenFrom, ...details }: Answer['hits'][number]['details']) {
  return { ...details, ...(takenFrom === undefined ? {} : { taken_from: takenFrom }) };
}

function printAnswer({ language, without, took, hits }: Answer, terminal: Terminal): void {
  const names = new Intl.DisplayNames(undefined, { type: 'language' });
  terminal.talk(`${names.of(language) ?? language} (${language}), ${Math.ceil(took.total)} ms`);
  if (without.length > 0) terminal.talk(`without: ${without.map(printable).join(', ')}`);
  if (hits.length === 0) terminal.talk('nothing found');
  for (const [at, { score, path }] of hits.entries()) {
    terminal.out(`${String(at + 1).padStart(3)}  ${score.toFixed(3)}  ${printable(path)}`);
  }
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
