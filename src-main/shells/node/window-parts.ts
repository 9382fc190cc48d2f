import { fileURLToPath } from 'node:url';
import { forwardCalls, PolylensError, type Announce, type HandlersOf, type Method } from '../../contract/index.ts';
import type { EngineSettings } from './engine-settings.ts';
import { EngineKeeper } from './engine-keeper.ts';
import { readPageFiles } from './page-files.ts';
import { shellHandlers, type Abilities } from './shell-handlers.ts';
import { WindowFiles } from './window-files.ts';

/** All that a window needs but the way to it: an engine that is kept, answers to each call, and files by address. */
export type WindowParts = { keeper: EngineKeeper; handlers: HandlersOf<Method>; files: WindowFiles };

/** `announce` tells every window. */
export function windowParts(settings: EngineSettings, abilities: Abilities, announce: Announce): WindowParts {
  const keeper = new EngineKeeper(settings, announce);
  const engine = () => keeper.client();
  return {
    keeper,
    handlers: {
      ...forwardCalls(engine),
      // Where a file is written the person says to the shell, never the page.
      'media.export': () => Promise.reject(new PolylensError('shell.unsupported')),
      // How the machine is powered the shell knows, not the page.
      'library.ease': () => Promise.reject(new PolylensError('shell.unsupported')),
      // Neither does it say where a library goes.
      'library.rebase': () => Promise.reject(new PolylensError('shell.unsupported')),
      'library.carry': () => Promise.reject(new PolylensError('shell.unsupported')),
      ...shellHandlers({ ...settings, engine, abilities }),
    },
    files: new WindowFiles({
      page: readPageFiles(fileURLToPath(new URL('../../renderer', import.meta.url))),
      ask: (work) => keeper.ask(work),
      library: settings.library,
    }),
  };
}
