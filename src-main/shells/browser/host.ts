import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WebSocketServer } from 'ws';
import { serve, type Announce, type HandlersOf, type Method } from '../../contract/index.ts';
import { commonHeaders } from '../node/headers.ts';
import { refusal, type Answer, type WindowFiles } from '../node/window-files.ts';
import { Guard } from './guard.ts';
import { portOf } from './window-socket.ts';

export type HostParts = {
  /** 0: any that is free. */
  port: number;
  files: WindowFiles;
  handlers: HandlersOf<Method>;
};

/** The window's host: the page, the contract over sockets, and media by id; for this machine's own browser alone. */
export class Host {
  readonly #parts: HostParts;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: 1 << 20 });
  readonly #windows = new Set<Announce>();
  readonly #guard: Guard;

  private constructor(parts: HostParts, server: Server) {
    this.#parts = parts;
    this.#server = server;
    this.#guard = new Guard((server.address() as AddressInfo).port);
    server.on('request', (request, response) => this.#answer(request, response));
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Listens on the loopback address only. Rejects when the port is taken. */
  static async start(parts: HostParts): Promise<Host> {
    const server = createServer();
    server.listen(parts.port, '127.0.0.1');
    await once(server, 'listening');
    return new Host(parts, server);
  }

  /** An address for the person's browser; each opens once. */
  newAddress(): string {
    return this.#guard.newAddress();
  }

  /** Tells every window. */
  readonly announce: Announce = (event, payload) => {
    for (const announce of this.#windows) announce(event, payload);
  };

  /** Ends all connections and stops listening. */
  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.close(1001);
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    for (const socket of this.#sockets.clients) socket.terminate();
    await closed;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (
      request.url !== '/contract' ||
      !this.#guard.isOurSocket({ method: request.method ?? '', headers: request.headers })
    ) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (window) => {
      const announce = serve(portOf(window), this.#parts.handlers);
      this.#windows.add(announce);
      window.once('close', () => this.#windows.delete(announce));
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const asked = { method: request.method ?? '', headers: request.headers };
    const refuse = () => void send(request, response, refusal(403));
    if (!this.#guard.isOurs(asked)) return refuse();
    const url = new URL(request.url ?? '/', this.#guard.origin);
    if (url.pathname === '/open') {
      const cookie = this.#guard.admit(url.searchParams.get('token') ?? '');
      return cookie ? letIn(response, cookie) : refuse();
    }
    if (!this.#guard.isKnown(asked)) return refuse();
    const wanted = { range: request.headers.range, ifNoneMatch: request.headers['if-none-match'] };
    void this.#parts.files.answer(url.pathname, wanted).then((answer) => send(request, response, answer));
  }
}

function letIn(response: ServerResponse, cookie: string): void {
  response.writeHead(303, { ...commonHeaders, 'Set-Cookie': cookie, Location: '/', 'Cache-Control': 'no-store' }).end();
}

async function send(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const { status, headers, body } = answer;
  response.writeHead(status, headers);
  if (!body || Buffer.isBuffer(body)) response.end(body);
  else if (request.method === 'HEAD') {
    body.destroy();
    response.end();
  } else {
    // The browser may go away in the middle: then the pipeline has destroyed both ends.
    await pipeline(body, response).catch(() => undefined);
  }
}
