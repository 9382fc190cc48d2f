import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { made, makeWorld, type World } from '../e2e/program.ts';
import { writeColours } from '../fixtures/pictures.ts';
import { openScreen, startElectron, type Screen, type Started } from './app.ts';
import { bundleForOldElectron } from './bundle-for-old.ts';
import { findElectron, missingElectron } from './runtime.ts';

export const runtime = findElectron();
if (!runtime) process.stderr.write(`Electron's tests did not run: ${missingElectron}\n`);

/** The program in Electron for each test of the file that calls this, on a world with a picture of each colour. */
export function electronForEach() {
  let screen: Screen | undefined;
  let world: World | undefined;
  let started: Started | undefined;
  beforeAll(async () => {
    if (!runtime) return;
    if (runtime.isOld) await bundleForOldElectron();
    screen = await openScreen();
  });
  afterAll(() => screen?.close());
  beforeEach(async () => {
    world = await makeWorld();
    await writeColours(world.photos);
    if (runtime) started = await startElectron(runtime, made(screen), world);
  });
  afterEach(async () => {
    await started?.app.close();
    world?.remove();
  });
  const here = {
    get screen() {
      return made(screen);
    },
    get world() {
      return made(world);
    },
    get started() {
      return made(started);
    },
    /** Ends the program and starts it again. */
    async startAgain() {
      await here.started.app.close();
      if (runtime) started = await startElectron(runtime, here.screen, here.world);
    },
    options: () => here.started.page.getByRole('option'),
    firstFound: () => here.options().first().getAttribute('aria-label'),
    /** Answers the system's folder dialog, which no test can reach. */
    async willPick(folder: string | undefined): Promise<void> {
      await here.started.app.evaluate(({ dialog }, chosen) => {
        const answer = { canceled: chosen === undefined, filePaths: chosen === undefined ? [] : [chosen] };
        dialog.showOpenDialog = () => Promise.resolve(answer);
      }, folder);
    },
    /** Has the world's pictures indexed. */
    async indexed(): Promise<void> {
      await here.willPick(here.world.photos);
      await here.started.page.getByRole('button', { name: 'Add a folder' }).click();
      await here.started.page.getByText('6 found = 6 searchable + 0 waiting + 0 set aside').waitFor();
    },
  };
  return here;
}
