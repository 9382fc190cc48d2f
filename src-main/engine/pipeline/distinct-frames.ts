import { dot, type Embedding } from '../values.ts';

/** Pictures whose vectors are at least so near to each other show the same. */
const sameCosine = 0.94;

/** Are the pictures of these vectors so alike that one stands for the other? */
export function showSame(one: Embedding, other: Embedding): boolean {
  return dot(one, other) >= sameCosine;
}

/**
 * Of frames with their vectors, in their order, those that show something else than the one kept before them. The first
 * of a shot is always kept. Each has the mean direction of all that it stands for: noise and the moment that happened to
 * be taken move the mean less than they move one vector (`npm run bench -- --area video`: moments .867 instead of .840
 * of stills).
 */
export function distinctFrames<Frame extends { opens: boolean; embedding: Embedding }>(
  frames: readonly Frame[],
): Frame[] {
  const groups: { first: Frame; embeddings: Embedding[] }[] = [];
  for (const frame of frames) {
    const last = groups.at(-1);
    const isSame = last && !frame.opens && showSame(last.first.embedding, frame.embedding);
    if (isSame) last.embeddings.push(frame.embedding);
    else groups.push({ first: frame, embeddings: [frame.embedding] });
  }
  return groups.map(({ first, embeddings }) => ({ ...first, embedding: meanDirection(embeddings) }));
}

function meanDirection(embeddings: readonly Embedding[]): Embedding {
  const [first = new Float32Array(), ...others] = embeddings;
  if (others.length === 0) return first;
  const sum = first.map((value, at) => others.reduce((all, other) => all + (other[at] ?? 0), value));
  const length = Math.sqrt(dot(sum, sum));
  return sum.map((value) => value / length);
}
