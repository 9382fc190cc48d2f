import { UsageError } from './options.ts';

type Length = { least?: number; most?: number };

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, min: 60_000, h: 3_600_000 };

/** `>30s`, `<2m`, `30s-2m`, in seconds, minutes or hours. @throws UsageError */
export function readLength(text: string): Length {
  const [, sign, one = '', from = '', to = ''] =
    /^(?:([<>])([^-<>]+)|([^-<>]+)-([^-<>]+))$/.exec(text.replaceAll(/\s/g, '')) ?? [];
  const [bound, least, most] = [readTime(one), readTime(from), readTime(to)];
  if (bound !== undefined) return sign === '>' ? { least: bound } : { most: bound };
  if (least !== undefined && most !== undefined && least <= most) return { least, most };
  throw new UsageError(`search: --length takes ">30s", "<2m" or "30s-2m" (s, m or h), not ${text}`);
}

function readTime(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(s|m|min|h)$/.exec(text) ?? [];
  return number === undefined ? undefined : Math.round(Number(number) * (units[unit] ?? 0));
}
