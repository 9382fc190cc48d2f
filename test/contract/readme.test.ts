/** What the README tells people to type is what there is. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readArguments } from '../../src-main/shells/cli/arguments.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = ['README.md', 'packaging/npm/README.md'];
const text = pages.map((page) => readFileSync(`${root}/${page}`, 'utf8')).join('\n');

/** Every command line of Polylens in a block or between backticks, as words; those of the window are not the command line's. */
function commandLines(): string[][] {
  const blocks = [...text.matchAll(/^```\w*\n([^]*?)^```/gm)].flatMap(([, block = '']) => block.split('\n'));
  const inline = [...text.replaceAll(/^```[^]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  return [...blocks, ...inline]
    .map(
      (line) =>
        /^(?:\$ )?(?:npm start (?:--silent )?-- |npx polylens |polylens |node scripts\/start\.mjs )(.+)$/.exec(
          line.trim(),
        )?.[1],
    )
    .filter((line) => line !== undefined)
    .map((line) => wordsOf(line))
    .filter(([name]) => name !== undefined && !/^(window|--browser|<.*)$/.test(name));
}

/** As a shell reads a line: words in quotes are one, what follows ` #` is for people. */
function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/(?:"[^"]*"|[^\s"]+)+/g)].map(([word]) => word);
  const end = words.findIndex((word) => word.startsWith('#'));
  return words.slice(0, end === -1 ? undefined : end).map((word) => word.replaceAll('"', ''));
}

test('each command that it shows is understood', () => {
  const lines = commandLines();
  expect(lines.length).toBeGreaterThan(50);
  const refused = lines.flatMap((words) => {
    try {
      readArguments(words);
      return [];
    } catch (thrown) {
      return [`${words.join(' ')}: ${thrown instanceof Error ? thrown.message : String(thrown)}`];
    }
  });
  expect(refused).toEqual([]);
});

test('each npm script, file and heading that it names is there', () => {
  const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { scripts: Record<string, string> };
  const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
  const files = [...text.matchAll(/node (scripts\/[\w-]+\.mjs)|\]\(([\w/.-]+)\)/g)].map(
    ([, one, other]) => one ?? other,
  );
  expect(files.filter((file) => !existsSync(`${root}/${file}`))).toEqual([]);
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading.toLowerCase().replaceAll(' ', '-'),
  );
  const links = [...text.matchAll(/\]\(#([\w-]+)\)/g)].map(([, link = '']) => link);
  expect(links.filter((link) => !headings.includes(link))).toEqual([]);
});
