/** What the catalogue's numbers come to for one language; each shell has words of its own for it. */
import type * as v from 'valibot';
import type { Catalogue } from './pack-methods.ts';

export type CatalogueEntry = v.InferOutput<typeof Catalogue>['packs'][number];

/** Percent of recall below which a pack finds too little, and how much less is as good. */
export const weakBelow = 50;
const asGoodWithin = 5;
/** What is known of "below 20". */
export const belowMeasure = 19;

/** Languages are measured by their name alone, without a region. */
export function plainLanguage(language: string): string {
  const [name = ''] = language.toLowerCase().split(/[-_]/);
  return { nb: 'no', nn: 'no', tl: 'fil', iw: 'he' }[name] ?? name;
}

/** In which a pack was measured. */
export function languagesOf({ recall, below20 }: CatalogueEntry): string[] {
  return [...Object.keys(recall), ...below20];
}

/** In percent; -1 where nobody measured it. */
export function shareOf({ recall, below20 }: CatalogueEntry, language: string): number {
  return recall[language] ?? (below20.includes(language) ? belowMeasure : -1);
}

export function bestFirst(packs: readonly CatalogueEntry[], language: string): CatalogueEntry[] {
  return packs.toSorted((a, b) => shareOf(b, language) - shareOf(a, language));
}

export function paceOf({ passMs }: CatalogueEntry): 'quick' | 'middling' | 'slow' {
  return passMs < 10 ? 'quick' : passMs < 30 ? 'middling' : 'slow';
}

type Advice = { best: CatalogueEntry; quicker?: { entry: CatalogueEntry; times: number } };

/** What to take for a language, of packs with the best first; undefined where none that can be used knows it well. */
export function adviceFor(packs: readonly CatalogueEntry[], language: string): Advice | undefined {
  const [best, ...others] = packs.filter(({ unsupported }) => !unsupported);
  if (!best || shareOf(best, language) < weakBelow) return undefined;
  const enough = shareOf(best, language) - asGoodWithin;
  const [entry] = others
    .filter((each) => shareOf(each, language) >= enough && each.passMs * 2 < best.passMs)
    .toSorted((a, b) => a.passMs - b.passMs);
  return entry ? { best, quicker: { entry, times: Math.round(best.passMs / entry.passMs) } } : { best };
}
