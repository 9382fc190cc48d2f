/** What this machine has to run models on, as far as can be told without loading anything. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { release } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { imageEncoderEntry } from './image-encoder.ts';
import type { Provider } from './provider.ts';

/** A machine, or what a test gives out as one. */
export type Machine = {
  /** What could run the image model besides the processor. */
  candidates: readonly Provider[];
  /** Names of those that have a device here, and whose libraries nobody put there. */
  notInstalled?: readonly string[];
  /** Changes with the devices, their drivers and the runtime. */
  drivers(): Promise<string>;
  /** What the process of the image model runs. */
  entry: URL;
  /** A trial that takes longer has failed: its load, or one batch. The first of these may translate programs for the device. */
  trialLimitMs: number;
};

export function thisMachine(): Machine {
  const { platform } = process;
  const [candidates, notInstalled] = [candidatesOf(platform), platform === 'linux' && lacksCuda() ? ['cuda'] : []];
  return { candidates, notInstalled, drivers, entry: imageEncoderEntry, trialLimitMs: 60_000 };
}

/** As a program of the MLProgram kind, which knows more operations than the older one. */
const coreMl = { name: 'coreml', coreMlFlags: 0x10 };

function candidatesOf(platform: NodeJS.Platform): Provider[] {
  if (platform === 'win32') return [{ name: 'dml' }, { name: 'webgpu' }];
  if (platform === 'darwin' && process.arch === 'arm64') return [coreMl, { name: 'webgpu' }];
  return platform === 'linux' && process.arch === 'x64' ? onLinux() : [];
}

const nvidia = '/proc/driver/nvidia/version';

/** The runtime finds Vulkan's drivers only where there is a device. CUDA's part of it is there only when somebody put it there. */
function onLinux(): Provider[] {
  const hasNvidia = existsSync(nvidia);
  const hasDevice = hasNvidia || namesIn('/dev/dri').some((name) => name.startsWith('renderD'));
  return [...(hasNvidia && !lacksCuda() ? [{ name: 'cuda' }] : []), ...(hasDevice ? [{ name: 'webgpu' }] : [])];
}

function lacksCuda(): boolean {
  if (process.arch !== 'x64' || !existsSync(nvidia)) return false;
  return !existsSync(join(runtime().folder, 'bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so'));
}

function runtime(): { folder: string; version: string } {
  const file = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  // Of an archive the natives lie beside it, and with them what a person adds.
  return { folder: dirname(file).replace(/\bapp\.asar(?=[\\/])/, 'app.asar.unpacked'), version };
}

async function drivers(): Promise<string> {
  const facts = process.platform === 'win32' ? await driversOfWindows() : process.platform === 'linux' ? ofLinux() : [];
  return [`onnxruntime ${runtime().version}`, `${process.platform} ${release()}`, ...facts].join('; ');
}

/** Of macOS the drivers come with the system. */
function ofLinux(): string[] {
  const cards = namesIn('/sys/class/drm').filter((name) => /^card\d+$/.test(name));
  const [version = ''] = textOf(nvidia).split('\n');
  return [
    ...cards.map((card) =>
      ['vendor', 'device'].map((fact) => textOf(`/sys/class/drm/${card}/device/${fact}`)).join(':'),
    ),
    version,
    ...['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'].flatMap((folder) =>
      namesIn(folder).map((name) => `${name} ${changedAt(join(folder, name))}`),
    ),
  ].filter((fact) => fact !== '');
}

/** Where Windows keeps what it knows of display adapters. */
const displays = String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}`;

/** Runs a program of the system's; rejects with what it wrote where it ends with a fault. */
type Ask = (program: string, args: readonly string[]) => Promise<{ stdout: string }>;

const ask: Ask = (program, args) => promisify(execFile)(program, args, { windowsHide: true });

/**
 * Versions of the drivers of display adapters. One of the keys is the system's alone, and has `reg` end with a fault once it has
 * told of all others. Without a word a new driver is not noticed until a person asks for another trial.
 */
export async function driversOfWindows(run: Ask = ask): Promise<string[]> {
  const reg = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'reg.exe');
  const told = await run(reg, ['query', displays, '/s', '/v', 'DriverVersion']).catch((thrown: unknown) => thrown);
  const stdout = told instanceof Object && 'stdout' in told ? String(told.stdout) : '';
  return stdout.split('\n').flatMap((line) => /DriverVersion\s+REG_SZ\s+(\S+)/.exec(line)?.[1] ?? []);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

/** What a driver that was removed left may lead nowhere. */
function changedAt(file: string): number | undefined {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return undefined;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
