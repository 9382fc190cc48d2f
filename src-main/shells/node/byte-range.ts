/** The bytes from `start` to `end`, both included. */
export type ByteRange = { start: number; end: number };

/**
 * What a Range header asks of a file of `size` bytes: one range, `whole` when it is not there or not one we know (RFC 9110
 * lets us answer with the whole then), or `unsatisfiable`.
 */
export function readRange(header: string | undefined, size: number): ByteRange | 'whole' | 'unsatisfiable' {
  const fromStart = /^bytes=(\d+)-(\d*)$/.exec(header ?? '');
  const fromEnd = /^bytes=-(\d+)$/.exec(header ?? '');
  if (fromEnd) return satisfiable({ start: Math.max(0, size - Number(fromEnd[1])), end: size - 1 }, size);
  if (!fromStart) return 'whole';
  const start = Number(fromStart[1]);
  const end = fromStart[2] === '' ? size - 1 : Number(fromStart[2]);
  if (end < start && fromStart[2] !== '') return 'whole';
  return satisfiable({ start, end: Math.min(end, size - 1) }, size);
}

function satisfiable(range: ByteRange, size: number): ByteRange | 'unsatisfiable' {
  return range.start < size && range.start <= range.end ? range : 'unsatisfiable';
}
