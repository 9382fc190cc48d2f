import { readSettings } from '../node/window-settings.ts';
import { isSandboxLeftOut } from './app-image.ts';
import { app, dialog } from './electron.ts';
import { shellWords } from './shell-words.ts';

/** May the window open? Where its page would be without a sandbox the person is asked, at each start. */
export async function mayOpen(library: string): Promise<boolean> {
  const { argv, env, resourcesPath: resources } = process;
  if (!isSandboxLeftOut({ argv, env, resources, uid: process.getuid?.() })) return true;
  const { language } = await readSettings(library);
  const say = shellWords(language === undefined ? app.getPreferredSystemLanguages() : [language]);
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: say.noSandbox,
    detail: say.noSandboxDetail,
    buttons: [say.quit, say.openAnyway],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}
