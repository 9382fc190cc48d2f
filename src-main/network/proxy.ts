/** Which proxy the environment names for an address, as curl and most programs read it. */

/** What went wrong on the way through a proxy; it is named without its password. */
export class ProxyFault extends Error {
  readonly proxy: string;
  readonly found: string;

  constructor(proxy: string, found: string) {
    super(`${proxy}: ${found}`);
    this.proxy = proxy;
    this.found = found;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `HTTPS_PROXY`, or `ALL_PROXY`, in lower case before upper, unless `NO_PROXY` exempts the machine; none for addresses without
 * TLS, which are of this machine. Throws ProxyFault where it is of a kind that is not spoken.
 */
export function proxyFor({ protocol, hostname, port }: URL, environment: Environment): URL | undefined {
  const host = hostname.toLowerCase();
  const named = given(environment, 'https_proxy') ?? given(environment, 'all_proxy');
  if (named === undefined || protocol !== 'https:' || isThisMachine(host)) return undefined;
  return isExempt(host, port || '443', given(environment, 'no_proxy') ?? '') ? undefined : proxyAt(named);
}

function proxyAt(named: string): URL {
  const address = named.includes('://') ? named : `http://${named}`;
  if (!URL.canParse(address)) throw new ProxyFault('HTTPS_PROXY', 'no address');
  const proxy = new URL(address);
  if (['http:', 'https:'].includes(proxy.protocol)) return proxy;
  throw new ProxyFault(`${proxy.protocol}//${proxy.host}`, 'no proxy of http or https');
}

/** Empty is as good as not there. */
function given(environment: Environment, name: string): string | undefined {
  return [environment[name], environment[name.toUpperCase()]].map((value) => value?.trim()).find(Boolean);
}

export function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host);
}

/** Names stand for all below them, with or without a dot or a star before them, and perhaps for one port alone. */
function isExempt(host: string, port: string, exempt: string): boolean {
  return exempt
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(entry.replace(/^\*?\./, '')) ?? [];
      if (only !== undefined && only !== port) return false;
      return name === '*' || host === name || host.endsWith(`.${name}`);
    });
}
