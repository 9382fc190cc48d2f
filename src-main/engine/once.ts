/**
 * Does `start` at the first call and gives its result to all. A failure is not kept, nor is a part that `isOver`: the next
 * call starts another, one for all who ask meanwhile.
 */
export function once<T>(start: () => Promise<T>, isOver: (part: T) => boolean = () => false): () => Promise<T> {
  let started: Promise<T> | undefined;
  const begin = (): Promise<T> => {
    const mine = start().catch((thrown: unknown) => {
      if (started === mine) started = undefined;
      throw thrown;
    });
    started = mine;
    return mine;
  };
  return async () => {
    const asked = started ?? begin();
    const part = await asked;
    if (!isOver(part)) return part;
    return started === undefined || started === asked ? begin() : started;
  };
}
