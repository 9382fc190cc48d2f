import { Readable } from 'node:stream';
import type { WindowFiles } from '../node/window-files.ts';
import { protocol } from './electron.ts';
import type { Opened } from './opened.ts';

const scheme = 'polylens';

/** Where the window's page and its pictures lie: one origin, so that the page's policy is as strict as in a browser. */
export const pageOrigin = `${scheme}://window`;

/** To be called before Electron is ready. */
export function registerScheme(): void {
  // standard, secure: an origin of its own, with the policies of https. stream: films are read in parts.
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true };
  protocol.registerSchemesAsPrivileged([{ scheme, privileges }]);
}

/** Answers the window's requests: by `files`, by id and without the network. */
export function servePage(files: WindowFiles, opened: Opened): void {
  protocol.handle(scheme, async (request) => {
    const { origin, pathname } = addressOf(request.url);
    if (origin !== pageOrigin || request.method !== 'GET') return new Response(null, { status: 403 });
    if (pathname === '/opened') return opened.answer();
    const header = (name: string) => request.headers.get(name) ?? undefined;
    const { status, headers, body } = await files.answer(pathname, {
      range: header('range'),
      ifNoneMatch: header('if-none-match'),
    });
    const stream = body instanceof Readable ? (Readable.toWeb(body) as ReadableStream) : body;
    return new Response(stream ?? null, { status, headers });
  });
}

/** `URL.origin` is "null" for schemes that Node does not know. */
function addressOf(url: string): { origin: string; pathname: string } {
  const { protocol: name, host, pathname } = new URL(url);
  return { origin: `${name}//${host}`, pathname };
}
