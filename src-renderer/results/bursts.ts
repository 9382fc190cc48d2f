/** Bursts among what was found: shots of one moment, of which the best stands for all until they are unfolded. */
import type { Output } from '../../src-main/contract/index.ts';
import type { Picture } from './rows.ts';

type Hit = Output<'search.run'>['hits'][number];
type Shot = NonNullable<Hit['alike']>[number];

/** What was found as the grid shows it, each burst as its best. */
export function picturesOf(hits: readonly Hit[]): Picture[] {
  return hits.map(({ alike, ...hit }) => ({ ...pictureOf(hit), alike: alike?.map((shot) => pictureOf(shot)) }));
}

function pictureOf({ asset, ...known }: Omit<Hit, 'alike'> | Shot): Picture {
  return { id: asset, ...known };
}

/** These with every shot of the bursts that are unfolded, which are named by their best. */
export function unfold(pictures: readonly Picture[], unfolded: ReadonlySet<number>): Picture[] {
  return pictures.flatMap((picture) => {
    const { id, alike = [] } = picture;
    if (alike.length === 0) return picture;
    const isUnfolded = unfolded.has(id);
    const shots = isUnfolded ? [picture, ...alike] : [picture];
    return shots.map((shot, at) => ({ ...shot, burst: { best: id, at: at + 1, of: alike.length + 1, isUnfolded } }));
  });
}
