/**
 * The one file of the program that opens a connection to another machine, for `request.ts`. Node 20's `fetch` knows no proxy,
 * and a library for it would do what these few lines do.
 */
import { once } from 'node:events';
import { request as ask, type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as askSecurely } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as secure } from 'node:tls';
import { ProxyFault, proxyFor } from './proxy.ts';

type Asking = { headers: OutgoingHttpHeaders; signal: AbortSignal };

/** Asks for what is at an address, over TLS where that is https, through the proxy that the environment names. */
export async function connect(address: URL, { headers, signal }: Asking): Promise<IncomingMessage> {
  const proxy = proxyFor(address, process.env);
  const tunnel = proxy && (await tunnelTo(address, { proxy, signal }));
  const way = tunnel ? { createConnection: () => through(tunnel, address) } : { agent: false };
  const asked = (address.protocol === 'https:' ? askSecurely : ask)(address, { headers, signal, ...way });
  // Once there is an answer it tells what goes wrong, but that comes here as well.
  asked.on('error', () => undefined).end();
  const [answer] = (await Promise.race([once(asked, 'response'), endOf(asked)])) as [IncomingMessage];
  return answer;
}

/** One that is answered by another protocol than HTTP ends without an answer and without an error. */
async function endOf(asked: ClientRequest): Promise<never> {
  await once(asked, 'close');
  throw new Error('no answer');
}

/** The proxy sees the machine's name and nothing of what is said to it. */
async function tunnelTo(address: URL, { proxy, signal }: { proxy: URL; signal: AbortSignal }): Promise<Socket> {
  const host = `${address.hostname}:${address.port || 443}`;
  const { username, password, protocol } = proxy;
  const key = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  const told = username === '' ? {} : { 'proxy-authorization': `Basic ${key}` };
  const way = { method: 'CONNECT', path: host, headers: { host, ...told }, agent: false, signal };
  const asked = (protocol === 'https:' ? askSecurely : ask)(new URL(proxy.origin), way);
  asked.on('error', () => undefined).end();
  const [answer, socket] = (await once(asked, 'connect').catch((thrown: unknown) => {
    throw signal.aborted ? thrown : new ProxyFault(proxy.origin, codeOf(thrown));
  })) as [IncomingMessage, Socket];
  // What speaks through it tells.
  socket.on('error', () => undefined);
  if (answer.statusCode === 200) return socket;
  socket.destroy();
  throw new ProxyFault(proxy.origin, String(answer.statusCode));
}

function through(socket: Socket, { hostname }: URL): Socket {
  const host = hostname.replaceAll(/[[\]]/g, '');
  return secure({ socket, host, ...(isIP(host) === 0 ? { servername: host } : {}), ALPNProtocols: ['http/1.1'] });
}

/** What Node or the system calls it. */
export function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return 'code' in thrown ? String(thrown.code) : thrown.message;
}
