// Where the broker is: mqtt://host:port or mqtts://host:port, and as whom to sign in there.

/** A broker's address. */
export interface BrokerAddress {
  protocol: 'mqtt' | 'mqtts';
  host: string;
  port: number;
  username?: string;
  password?: string;
}

const USUAL_PORTS = { mqtt: 1883, mqtts: 8883 };

/** `mqtt://user@host:port`, the user and the port optional. The password comes from `password`, as a URL is seen by whoever
 *  lists the processes. Throws an error that says what an address looks like, and never repeats one that holds a password. */
export function parseBroker(text: string, password?: string): BrokerAddress {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error('--broker takes mqtt://host:port or mqtts://host:port');
  }
  const protocol = (['mqtt', 'mqtts'] as const).find((one) => `${one}:` === url.protocol);
  if (url.password)
    throw new Error('--broker takes no password: give it in the environment variable RRPC_BROKER_PASSWORD');
  if (!protocol || !url.hostname || !['', '/'].includes(url.pathname) || url.search || url.hash)
    throw new Error(`--broker takes mqtt://host:port or mqtts://host:port, not "${text}"`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const address: BrokerAddress = { protocol, host, port: url.port === '' ? USUAL_PORTS[protocol] : Number(url.port) };
  if (url.username) address.username = decodeURIComponent(url.username);
  if (password) address.password = password;
  return address;
}

/** The address for messages, without user and password. */
export function placeOf({ protocol, host, port }: BrokerAddress): string {
  return `${protocol}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
