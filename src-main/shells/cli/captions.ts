import { basename, dirname, resolve } from 'node:path';

/** What a person says that one file shows; `language` (BCP 47), where it is told. */
export type Caption = { file: string; text: string; language?: string };

/** Captions, and the lines that are none, each with what is wrong with it. */
export type Captions = { captions: Caption[]; faults: string[] };

/** Names that are looked for in a folder. */
export const captionFiles = ['captions.tsv', 'captions.jsonl'] as const;

/**
 * Reads a file of captions: lines of file, caption and perhaps language, divided by tabs, or as JSON
 * (`{"file","caption","language"}`) where the name ends in `.jsonl`. Files are named from the list's own folder.
 */
export function readCaptions(path: string, content: string): Captions {
  const read = path.endsWith('.jsonl') ? readJson : readTabs;
  const result: Captions = { captions: [], faults: [] };
  for (const [at, line] of content
    .replace(/^\uFEFF/u, '')
    .split(/\r?\n/u)
    .entries()) {
    if (line.trim() === '') continue;
    const { file = '', text = '', language = '' } = read(line);
    if (file.trim() === '' || text.trim() === '') {
      result.faults.push(`${basename(path)}:${at + 1}: no file and caption`);
      continue;
    }
    const caption = { file: resolve(dirname(path), file.trim()), text: text.trim() };
    result.captions.push(language.trim() === '' ? caption : { ...caption, language: language.trim() });
  }
  return result;
}

type Fields = { file?: string | undefined; text?: string | undefined; language?: string | undefined };

function readTabs(line: string): Fields {
  const [file, text, language] = line.split('\t');
  return { file, text, language };
}

function readJson(line: string): Fields {
  try {
    const value = JSON.parse(line) as Record<string, unknown> | null;
    return { file: textIn(value?.['file']), text: textIn(value?.['caption']), language: textIn(value?.['language']) };
  } catch {
    return {};
  }
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** At which place (from 1) each caption found its picture; undefined where it was not among those looked at. */
export type Ranked = { language?: string; rank: number | undefined };

export const depths = [1, 5, 10] as const;
export type Recall = Record<(typeof depths)[number], number>;

/** The share of captions whose picture is among the first 1, 5 and 10. */
export function recallOf(ranked: readonly Ranked[]): Recall {
  const within = (depth: number) => ranked.filter(({ rank }) => rank !== undefined && rank <= depth).length;
  const share = (depth: number) => (ranked.length === 0 ? 0 : within(depth) / ranked.length);
  return { 1: share(1), 5: share(5), 10: share(10) };
}
