import { parse, resolve } from 'node:path';

/** Files that the environment may name as seen from the folder that a shell was started in. */
const named = ['POLYLENS_FFMPEG', 'NODE_EXTRA_CA_CERTS'];

/**
 * Where an engine runs, which may outlive the folder that its first shell was started in: once that folder is gone no thread
 * can be started in it, and as long as it is somebody's its drive cannot be unmounted, on Windows no folder around it renamed.
 */
export function apart(environment: NodeJS.ProcessEnv = process.env): { cwd: string; env: NodeJS.ProcessEnv } {
  const given = named.flatMap((name) => {
    const path = environment[name];
    return path ? [[name, absolute(path)]] : [];
  });
  return { cwd: parse(process.execPath).root, env: { ...environment, ...Object.fromEntries(given) } };
}

function absolute(path: string): string {
  try {
    return resolve(path);
  } catch {
    // The folder is gone already, and what was named by it.
    return path;
  }
}
