/** Bursts among what was found: shots of one moment, of which the best stands for all until they are unfolded. */
import type { Output } from '../../src-main/contract/index.ts';
import type { Picture } from './rows.ts';

type Answer = Output<'search.run'>;
type Hit = Answer['hits'][number];
type Shot = NonNullable<Hit['alike']>[number];

/** What was found as the grid shows it, each burst as its best; all but the first `matching` are weak, if it is told. */
export function picturesOf({ hits, matching = hits.length }: Pick<Answer, 'hits' | 'matching'>): Picture[] {
  return hits.map(({ alike, ...hit }, at) => {
    const isWeak = at >= matching;
    return { ...pictureOf(hit, isWeak), alike: alike?.map((shot) => pictureOf(shot, isWeak)) };
  });
}

function pictureOf({ asset, ...known }: Omit<Hit, 'alike'> | Shot, isWeak: boolean): Picture {
  return { id: asset, ...known, isWeak };
}

/** A burst's best and the others that it stands for. */
export function shotsOf(best: Picture): Picture[] {
  return [best, ...(best.alike ?? [])];
}

/** These with every shot of the bursts that are unfolded: of which one shot at least is named, for the best may have gone. */
export function unfold(pictures: readonly Picture[], unfolded: ReadonlySet<number>): Picture[] {
  return pictures.flatMap((picture) => {
    const all = shotsOf(picture);
    if (all.length === 1) return picture;
    const isUnfolded = all.some(({ id }) => unfolded.has(id));
    const shots = isUnfolded ? all : [picture];
    return shots.map((shot, at) => ({ ...shot, burst: { best: picture.id, at: at + 1, of: all.length, isUnfolded } }));
  });
}
