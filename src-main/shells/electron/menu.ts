import type { MenuItemConstructorOptions } from 'electron';
import type { EventPayload } from '../../contract/index.ts';
import { Menu } from './electron.ts';
import type { Words } from './shell-words.ts';

/** What a person asks of the window by the menu. */
type Wish = EventPayload<'shell.wish'>['wish'];

/** Gives the program its menu, with further items for help. The window's own keys are the page's. */
export function setMenu(say: Words, onWish: (wish: Wish) => void, help: MenuItemConstructorOptions[]): void {
  const wish = (label: string, of: Wish, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => onWish(of),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const file: MenuItemConstructorOptions[] = [
    wish(say.addFolder, 'add-folder', 'CmdOrCtrl+O'),
    wish(say.settings, 'settings', 'CmdOrCtrl+,'),
    separator,
    { role: 'quit', label: say.quit },
  ];
  const edit: MenuItemConstructorOptions[] = [
    { role: 'undo', label: say.undo },
    { role: 'redo', label: say.redo },
    separator,
    { role: 'cut', label: say.cut },
    { role: 'copy', label: say.copy },
    { role: 'paste', label: say.paste },
    // Ctrl-A in the grid is the page's.
    { role: 'selectAll', label: say.selectAll, registerAccelerator: false },
  ];
  const view: MenuItemConstructorOptions[] = [
    { role: 'zoomIn', label: say.larger },
    { role: 'zoomOut', label: say.smaller },
    { role: 'resetZoom', label: say.normal },
    separator,
    { role: 'togglefullscreen', label: say.fullScreen },
  ];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      // On macOS the first menu bears the program's name by itself.
      { label: say.file, submenu: file },
      { label: say.edit, submenu: edit },
      { label: say.view, submenu: view },
      { label: say.help, submenu: [wish(say.keys, 'keys'), ...help] },
    ]),
  );
}
