import { totalmem } from 'node:os';
import {
  adviceFor,
  belowMeasure,
  bestFirst,
  languagesOf,
  paceOf,
  plainLanguage,
  shareOf,
  weakBelow,
  type CatalogueEntry as Entry,
  type Client,
} from '../../contract/index.ts';
import { printable, type Terminal } from './terminal.ts';

/** `memory`: bytes that this machine has. */
type Wanted = { language: string | undefined; json: boolean; memory?: number };

/** Of the machine's memory a pack may want so much: the system and other programs want the rest. */
const mostMemory = 0.75;

/** Lists packs that others made and measured, the best for a language first; 1 where nobody measured that language. */
export async function showCatalogue(
  client: Client,
  { language, json, memory = totalmem() }: Wanted,
  terminal: Terminal,
): Promise<number> {
  const catalogue = await client.call('packs.catalogue', {});
  const wanted = language === undefined ? undefined : plainLanguage(language);
  const measured = [...new Set(catalogue.packs.flatMap(languagesOf))];
  if (wanted !== undefined && !measured.includes(wanted)) {
    terminal.talk(`nobody measured ${printable(wanted)}; measured are: ${measured.join(', ')}`);
    return 1;
  }
  const packs = wanted === undefined ? catalogue.packs : bestFirst(catalogue.packs, wanted);
  if (json) {
    terminal.out(JSON.stringify({ ...catalogue, packs }));
    return 0;
  }
  for (const line of packs.flatMap((entry) => entryLines(entry, wanted))) terminal.out(line);
  for (const line of wanted === undefined ? [] : advice(packs, wanted, memory)) terminal.talk(line);
  terminal.talk(`%: ${catalogue.measure}; another test than that of "polylens packs", so not to be compared with it`);
  terminal.talk(`memory and time: ${catalogue.cost}`);
  return 0;
}

function shareWords(entry: Entry, language: string): string {
  const share = shareOf(entry, language);
  if (share < 0) return `${nameOf(language)} not measured`;
  return `${nameOf(language)} ${share === belowMeasure ? 'below 20' : Math.round(share)} %`;
}

function entryLines(entry: Entry, language: string | undefined): string[] {
  const { id, name, licence = 'not known here', bytes, page, unsupported } = entry;
  const count = Object.keys(entry.recall).length;
  const knows = language === undefined ? `${count} languages measured above 20 %` : shareWords(entry, language);
  const size = bytes === undefined ? 'size not known here' : `${(bytes / 1e9).toFixed(1)} GB`;
  const weak = languagesOf(entry).filter((each) => shareOf(entry, each) < weakBelow);
  const way = unsupported
    ? `cannot be used yet: ${unsupported}; ${page}`
    : entry.listing
      ? `polylens packs get ${id}`
      : `no download from here, for nobody told its files' hashes; from ${page} yourself, then: polylens packs import <folder>`;
  return [
    `${id}: ${name}; ${knows}`,
    `    ${size}, ${costWords(entry)}; licence: ${licence}`,
    `    finds little in: ${weak.length === 0 ? 'none of the measured' : weak.map(nameOf).join(', ')}`,
    `    ${way}`,
  ];
}

function costWords(entry: Entry): string {
  const { memoryMiB, passMs } = entry;
  return `${(memoryMiB / 1024).toFixed(1)} GiB of memory, ${paceOf(entry)} (${Math.round(passMs)} ms a photo or query)`;
}

/** What to take for a language on a machine of so much memory, in a sentence or two. */
function advice(packs: readonly Entry[], language: string, memory: number): string[] {
  const able = packs.filter(({ unsupported }) => !unsupported);
  const fitting = able.filter(({ memoryMiB }) => memoryMiB * 2 ** 20 <= memory * mostMemory);
  const [larger] = able;
  const more = larger && larger !== fitting[0] ? [memoryWords(larger, language, memory)] : [];
  return larger && fitting.length === 0 ? more : [...adviceOf(fitting, language), ...more];
}

function memoryWords(entry: Entry, language: string, memory: number): string {
  const has = (memory / 2 ** 30).toFixed(1);
  return `${entry.id} (${shareWords(entry, language)}) wants more memory than this machine can spare of its ${has} GiB`;
}

function adviceOf(packs: readonly Entry[], language: string): string[] {
  const found = adviceFor(packs, language);
  if (!found) {
    return [`none that can be used knows ${nameOf(language)} well; the pack inside may find more, try: polylens packs`];
  }
  const { best, quicker } = found;
  const first = `the best for ${nameOf(language)} that can be used: ${best.id}`;
  if (!quicker) return [first];
  const { entry, times } = quicker;
  return [first, `nearly as good and ${times} times as quick: ${entry.id} (${shareWords(entry, language)})`];
}

function nameOf(language: string): string {
  return new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language;
}
