import type { Trash } from '../node/trash-files.ts';
import { BrowserWindow, dialog, shell } from './electron.ts';
import type { Words } from './shell-words.ts';

/** As many paths as fit a dialog. */
const shown = 10;

/** The system's trash. The person is asked here, where no page can answer for them. */
export function systemTrash(words: () => Words): Trash {
  return {
    async confirm(paths) {
      const say = words();
      const more = paths.length > shown ? ['…'] : [];
      const options: Electron.MessageBoxOptions = {
        type: 'question',
        message: say.trashAsk,
        detail: [say.trashFiles.replace('{count}', String(paths.length)), ...paths.slice(0, shown), ...more].join('\n'),
        buttons: [say.trash, say.cancel],
        defaultId: 0,
        cancelId: 1,
        noLink: true,
      };
      const [window] = BrowserWindow.getAllWindows();
      const { response } = window ? await dialog.showMessageBox(window, options) : await dialog.showMessageBox(options);
      return response === 0;
    },
    move: (path) => shell.trashItem(path),
  };
}
