import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import type { World } from '../e2e/program.ts';
import { findXvfb, type Runtime } from './runtime.ts';

/** A screen that nobody sees, where there is none. */
export type Screen = { display: string; close(): void };

export async function openScreen(): Promise<Screen> {
  const given = process.env['DISPLAY'];
  if (given ?? process.platform !== 'linux') return { display: given ?? '', close: () => undefined };
  const server = spawn(findXvfb() ?? '', ['-displayfd', '1', '-screen', '0', '1400x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [number] = (await once(server.stdout, 'data')) as [Buffer];
  return { display: `:${number.toString().trim()}`, close: () => void server.kill() };
}

export type Started = { app: ElectronApplication; page: Page; child: ChildProcess };

/** Starts it once more, as a person may, and waits for its end. */
export async function runElectron(
  runtime: Runtime,
  screen: Screen,
  world: World,
): Promise<{ code: number | null; out: string }> {
  const child = spawn(runtime.executable, argumentsFor(runtime, world), {
    env: environment(screen, world),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  await once(child, 'close');
  return { code: child.exitCode, out };
}

/** Starts the built program in Electron on the world's library and pack, and waits for its window. */
export async function startElectron(runtime: Runtime, screen: Screen, world: World): Promise<Started> {
  const app = await _electron.launch({
    executablePath: runtime.executable,
    args: argumentsFor(runtime, world),
    env: environment(screen, world),
  });
  return { app, page: await app.firstWindow(), child: app.process() };
}

function argumentsFor(runtime: Runtime, { library, pack }: World): string[] {
  return [...runtime.args, '--library', library, '--pack', pack, '--lang=en'];
}

function environment(screen: Screen, world: World): Record<string, string> {
  return { ...(process.env as Record<string, string>), HOME: world.root, DISPLAY: screen.display };
}
