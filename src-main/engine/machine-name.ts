import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

let known: string | undefined;

/** Tells this machine from others, and nothing of it to who reads it. */
export function machineName(): string {
  return (known ??= createHash('sha256').update(`polylens ${ownId()}`).digest('hex').slice(0, 16));
}

/** Runs a program of the system's and gives what it wrote. */
type Ask = (program: string, args: readonly string[]) => string;

/**
 * What is one machine's alone, and not to be told. Names of machines are those of many, and a Mac takes another one from each
 * network it joins: a folder of its own would be taken for one of another machine.
 */
export function ownId(platform: string = process.platform, ask: Ask = run): string {
  const given = process.env['POLYLENS_MACHINE'];
  if (given !== undefined) return given;
  try {
    return idOf(platform, ask) || hostname();
  } catch {
    return hostname();
  }
}

function idOf(platform: string, ask: Ask): string | undefined {
  if (platform === 'darwin') {
    const told = ask('/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice']);
    return /"IOPlatformUUID" = "([^"]+)"/u.exec(told)?.[1];
  }
  if (platform === 'win32') {
    const reg = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'reg.exe');
    const told = ask(reg, ['query', 'HKLM\\SOFTWARE\\Microsoft\\Cryptography', '/v', 'MachineGuid', '/reg:64']);
    return /MachineGuid\s+REG_SZ\s+(\S+)/u.exec(told)?.[1];
  }
  // machine-id(5), of systemd.
  return readFileSync('/etc/machine-id', 'utf8').trim();
}

/** They answer at once; one that does not is not waited for. */
function run(program: string, args: readonly string[]): string {
  return execFileSync(program, args, {
    encoding: 'utf8',
    timeout: 5000,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
