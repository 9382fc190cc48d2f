/** FFmpeg's two programs: where they are, and how they are run on a file that may be hostile. */
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import type { FilePart } from '../values.ts';

export type Ffmpeg = { ffmpeg: string; ffprobe: string };

/** Names the program `ffmpeg`, or the folder that it and `ffprobe` are in. */
const variable = 'POLYLENS_FFMPEG';

/** Looked for anew each time, for it may be installed meanwhile: a few looks at folders. */
export function findFfmpeg(env: NodeJS.ProcessEnv = process.env, platform = process.platform): Ffmpeg | undefined {
  const named = env[variable];
  const folders = named ? [folderOf(named)] : [...foldersOfPath(env), ...usualFolders(env, platform)];
  const find = (name: string) => folders.map((folder) => join(folder, name)).find(isProgram);
  const ending = platform === 'win32' ? '.exe' : '';
  const [ffmpeg, ffprobe] = [find(`ffmpeg${ending}`), find(`ffprobe${ending}`)];
  return ffmpeg !== undefined && ffprobe !== undefined ? { ffmpeg, ffprobe } : undefined;
}

/** Whole paths alone: an entry that is empty or a dot would run what lies among somebody's photos. */
function foldersOfPath(env: NodeJS.ProcessEnv): string[] {
  const entries = (env['PATH'] ?? '').split(delimiter);
  return entries.map((entry) => entry.replace(/^"(.*)"$/, '$1')).filter((entry) => isAbsolute(entry));
}

/** Programs that are started from a desktop, or that run while FFmpeg is installed, are not told of these. */
function usualFolders(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  if (platform === 'darwin') return ['/opt/homebrew/bin', '/usr/local/bin', '/opt/local/bin'];
  if (platform !== 'win32') return [];
  const within = (name: string, ...parts: string[]) => (env[name] ? [join(env[name], ...parts)] : []);
  return [
    ...within('LOCALAPPDATA', 'Microsoft', 'WinGet', 'Links'),
    ...within('ProgramData', 'chocolatey', 'bin'),
    ...within('USERPROFILE', 'scoop', 'shims'),
  ];
}

function folderOf(named: string): string {
  return statSync(named, { throwIfNoEntry: false })?.isDirectory() === true ? named : dirname(named);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Containers that are opened. None of them names other files: playlists (hls, dash, concat) and numbered pictures are
 * not among them, whatever a file is called.
 */
const containers = 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,asf,flv,ogg,mxf,dv';

/** A thread of a decoder takes its share of addresses, so this is far above what is used. */
const addressSpaceKb = 6 * 1024 * 1024;
const largestAllocation = String(1024 ** 3);
const generalOptions = ['-hide_banner', '-max_alloc', largestAllocation];

export type Run = {
  program: string;
  /** Before the input, and after it. */
  before: readonly string[];
  path: Buffer;
  /** Of the file, which is read as if there were no more. */
  part?: FilePart | undefined;
  after: readonly string[];
};

/** The command that runs a program on one file, for others to run; undefined when the file's name cannot be an argument. */
export function commandOf({ program, before, path, part, after }: Run): string[] | undefined {
  const text = path.toString();
  if (!Buffer.from(text).equals(path)) return undefined;
  return limited([program, ...generalOptions, ...before, ...inputOf(text, part), ...after]);
}

function inputOf(path: string, part: FilePart | undefined): string[] {
  if (!part) return [...optionsFor('file,pipe'), '-i', `file:${path}`];
  const { offset, length } = part;
  return [...optionsFor('subfile,file,pipe'), '-i', `subfile,,start,${offset},end,${offset + length},,:file:${path}`];
}

/** What is said of the input; `file:` keeps a name from being taken for an option or an address. */
function optionsFor(protocols: string): string[] {
  return ['-protocol_whitelist', protocols, '-format_whitelist', containers];
}

/** A program that reads one file: standard output and error are pipes. It ends with this process. */
export function start({ program, before, path, part, after }: Run): ChildProcess {
  const file = asInput(path);
  const args = [...generalOptions, ...before, ...inputOf(file.path, part), ...after];
  const [command, ...rest] = limited([program, ...args]);
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe', file.fd ?? 'ignore'];
  const child = spawn(command, rest, { stdio, env: environment(), windowsHide: true });
  if (file.fd !== undefined) closeSync(file.fd);
  // Its end is told by `close`, also when it could not begin.
  child.on('error', () => undefined);
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  child.once('close', () => process.off('exit', end));
  return child;
}

/** A name that is not UTF-8 cannot be an argument: the file is handed over open. */
function asInput(path: Buffer): { path: string; fd?: number } {
  const text = path.toString();
  if (Buffer.from(text).equals(path)) return { path: text };
  return { path: '/dev/fd/3', fd: openSync(path, 'r') };
}

function limited(command: readonly string[]): [string, ...string[]] {
  if (process.platform === 'linux') return ['/bin/sh', '-c', `ulimit -v ${addressSpaceKb}; exec "$0" "$@"`, ...command];
  const [program = '', ...args] = command;
  return [program, ...args];
}

/** Without what would have it write a report beside us. */
function environment(): NodeJS.ProcessEnv {
  const { FFREPORT: _, ...env } = process.env;
  return { ...env, AV_LOG_FORCE_NOCOLOR: '1' };
}
