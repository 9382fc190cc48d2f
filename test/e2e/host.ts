import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { World } from './program.ts';

export type RunningHost = {
  child: ChildProcess;
  /** Opens the window once. */
  address: string;
  origin: string;
  /** Ends it as a service manager would; its exit code. */
  end(): Promise<number | null>;
};

const program = fileURLToPath(new URL('../../dist/shells/browser/main.js', import.meta.url));

/**
 * Starts the built browser host on the world's library and pack, without opening a browser; `chooses`: without a named pack,
 * as `polylens` does; `more`: further arguments.
 */
export async function startHost(
  { library, pack, root }: Pick<World, 'library' | 'pack' | 'root'>,
  { chooses = false, more = [] }: { chooses?: boolean; more?: readonly string[] } = {},
): Promise<RunningHost> {
  const args = [program, '--library', library, ...(chooses ? [] : ['--pack', pack]), '--no-open', ...more];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, HOME: root, ...(chooses ? { XDG_DATA_HOME: root } : {}) },
  });
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /http:\/\/\S+/.exec(said)?.[0];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the host ended with ${code}: ${said}`)));
  });
  return {
    child,
    address,
    origin: new URL(address).origin,
    async end() {
      if (child.exitCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      return child.exitCode;
    },
  };
}
