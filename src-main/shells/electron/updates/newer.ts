type Parts = { numbers: number[]; forerunner: string[] };

/** Is this version (semver) a later one? What is no version never is. */
export function isNewer(offered: string, present: string): boolean {
  const [one, other] = [partsOf(offered), partsOf(present)];
  if (!one || !other) return false;
  const order = compare(one.numbers, other.numbers);
  return order === 0 ? compareForerunners(one.forerunner, other.forerunner) > 0 : order > 0;
}

function partsOf(version: string): Parts | undefined {
  const [, numbers, forerunner] = /^(\d+\.\d+\.\d+)(?:-([\w.-]+))?$/.exec(version) ?? [];
  if (numbers === undefined) return undefined;
  return { numbers: numbers.split('.').map(Number), forerunner: forerunner?.split('.') ?? [] };
}

/** A release comes after all its forerunners. */
function compareForerunners(one: string[], other: string[]): number {
  if (one.length === 0 || other.length === 0) return other.length - one.length;
  return compare(one, other);
}

function compare<T extends number | string>(one: readonly T[], other: readonly T[]): number {
  for (const [at, part] of one.entries()) {
    const against = other[at];
    if (against === undefined) return 1;
    const order = comparePart(String(part), String(against));
    if (order !== 0) return order;
  }
  return one.length - other.length;
}

function comparePart(one: string, other: string): number {
  const [isNumber, otherIs] = [/^\d+$/.test(one), /^\d+$/.test(other)];
  if (isNumber && otherIs) return Number(one) - Number(other);
  // Numbers come before words.
  if (isNumber !== otherIs) return isNumber ? -1 : 1;
  return one < other ? -1 : Number(one > other);
}
