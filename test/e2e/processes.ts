import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process and all that it started, by /proc: the oldest first. */
export function family(pid: number): number[] {
  const parents = readdirSync('/proc')
    .map(Number)
    .filter(Number.isInteger)
    .map((child): [number, number] => [child, parentOf(child)]);
  const found = [pid];
  for (const member of found) for (const [child, parent] of parents) if (parent === member) found.push(child);
  return found;
}

/** The command line of a process; empty when it has ended. */
export function commandOf(pid: number): string {
  return readOrEmpty(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
}

/** Where these processes are connected to or listen, as /proc has it: `address:port`, both in hexadecimal. */
export function socketsOf(pids: readonly number[]): { local: string; remote: string }[] {
  const own = new Set(pids.flatMap(inodesOf));
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((kind) =>
    readOrEmpty(`/proc/net/${kind}`)
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => own.has(fields[9] ?? ''))
      .map(([, local = '', remote = '']) => ({ local, remote })),
  );
}

/** Is this one of this machine's own, 127.0.0.0/8 or ::1? */
export function isLoopback(address: string): boolean {
  return /^(0{16}FFFF0000)?[0-9A-F]{6}7F:|^0{24}01000000:/i.test(address);
}

/** The other end of a socket that only listens. */
export function isNobody(address: string): boolean {
  return /^(0{8}|0{32}):0000$/.test(address);
}

function parentOf(pid: number): number {
  return Number(/\nPPid:\t(\d+)/.exec(readOrEmpty(`/proc/${pid}/status`))?.[1] ?? -1);
}

function inodesOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOrEmpty(`/proc/${pid}/fd/${fd}`))?.[1];
      return inode === undefined ? [] : [inode];
    });
  } catch {
    return [];
  }
}

function linkOrEmpty(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
