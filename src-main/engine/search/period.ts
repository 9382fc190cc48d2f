/**
 * The first moment of a year, month or day (`2019`, `2019-08`, `2019-08-03`), and the first one after it, by a clock
 * that knows no zones: milliseconds since 1970.
 */
export function momentsOf(period: string): { start: number; end: number } {
  const [year = 0, month, day] = period.split('-').map(Number);
  const start = Date.UTC(year, (month ?? 1) - 1, day ?? 1);
  if (day !== undefined) return { start, end: Date.UTC(year, (month ?? 1) - 1, day + 1) };
  return { start, end: month === undefined ? Date.UTC(year + 1, 0) : Date.UTC(year, month) };
}
