/**
 * Starts `prepare` on up to `ahead()` items before they are asked for and yields the results in order, so that preparing
 * the next batch overlaps with what the consumer does with this one. The bound is the back-pressure.
 */
export async function* readAhead<In, Out>(
  items: Iterable<In>,
  ahead: () => number,
  prepare: (item: In) => Promise<Out>,
): AsyncGenerator<Out> {
  const source = items[Symbol.iterator]();
  const running: Promise<Out>[] = [];
  const fill = () => {
    while (running.length < ahead()) {
      const next = source.next();
      if (next.done) return;
      const result = prepare(next.value);
      // Awaited later, in its turn: until then a rejection is not unhandled.
      result.catch(() => undefined);
      running.push(result);
    }
  };
  try {
    fill();
    for (let first = running.shift(); first !== undefined; first = running.shift()) {
      const result = await first;
      fill();
      yield result;
    }
  } finally {
    await Promise.allSettled(running);
  }
}
