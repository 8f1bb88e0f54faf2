// What `npm start` and `npm run watch-build` accept on their command lines about the board and the ports.
import input from '@inquirer/input';
import { type Command, Option } from 'commander';
import { parsePort } from '../cloud/flags.ts';
import { BOARD_KINDS } from '../device/open.ts';
import { parseBaud } from '../device/serial/flags.ts';
import { type Asker, PERSON, readSecret } from '../provision/ask.ts';
import type { Ports } from './ports.ts';
import type { Wifi } from './realStage.ts';
import type { StageOptions } from './stage.ts';

/** The flags as typed. */
export interface StageFlags {
  readonly board?: string;
  readonly port?: string;
  readonly baud?: string;
  readonly host?: string;
  readonly yes?: boolean;
  readonly wifiSsid?: string;
  readonly wifiPasswordFile?: string;
  readonly mqtt?: string;
  readonly http?: string;
}

/** Who may be asked. */
export interface People {
  /** Answers questions; undefined where nobody is there. */
  readonly asker: Asker | undefined;
  confirm(changes: readonly string[]): Promise<boolean>;
}

/** Gives a command these flags. */
export function addStageFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--board <kind>',
        'which board: a sandbox, the interpreter that ESPRUINO names, or one at a port (default: virtual, or serial with --port)',
      ).choices(BOARD_KINDS),
    )
    .option('--port <port>', 'a board at a port: a serial device, tcp://host:port, or auto')
    .option('--baud <rate>', 'with --port: its speed (default: 115200)')
    .option('--host <address>', "with --port: this computer's address for the board (default: the one of its network)")
    .option('--yes', "with --port: change the board's settings without asking; they are put back at the end")
    .option('--wifi-ssid <name>', "with --port: the Wi-Fi's name, for a board without settings")
    .option('--wifi-password-file <file>', "with --wifi-ssid: a file with the Wi-Fi's password alone")
    .option('--mqtt <port>', 'port for devices, 0 for a free one (default: 1883, or the next free one)')
    .option('--http <port>', 'port for the API and the page, 0 for a free one (default: 8080, or the next free one)');
}

/** The stage that the flags ask for. Throws an error that names a flag and what it accepts. */
export function stageOptions(flags: StageFlags, people: People = PEOPLE): StageOptions {
  const { port, host } = flags;
  const board = flags.board ?? (port === undefined ? 'virtual' : 'serial');
  if (board !== 'serial')
    for (const name of ['port', 'baud', 'host', 'yes', 'wifiSsid', 'wifiPasswordFile'] as const)
      if (flags[name] !== undefined)
        throw new Error(`${flagOf(name)} is for a board at a port, not for --board ${board}`);
  if (flags.wifiPasswordFile !== undefined && flags.wifiSsid === undefined)
    throw new Error('--wifi-password-file is for the Wi-Fi that --wifi-ssid names');
  const ports: Partial<Ports> = {};
  if (flags.mqtt !== undefined) ports.mqtt = parsePort(flags.mqtt, '--mqtt');
  if (flags.http !== undefined) ports.http = parsePort(flags.http, '--http');
  if (board !== 'serial') return { board, ports };
  return {
    board,
    ports,
    port,
    host,
    baud: parseBaud(flags.baud),
    consent: async (changes) => flags.yes === true || people.confirm(changes),
    wifi: wifiOf(flags, people.asker),
  };
}

/** Where the board's Wi-Fi is had from: the flags, or whoever is asked. */
function wifiOf(
  { wifiSsid, wifiPasswordFile }: StageFlags,
  asker: Asker | undefined,
): (() => Promise<Wifi>) | undefined {
  if (wifiSsid !== undefined)
    return async () => ({
      ssid: wifiSsid,
      password: wifiPasswordFile === undefined ? '' : await readSecret(wifiPasswordFile),
    });
  if (!asker) return undefined;
  const within = (least: number, most: number) => (typed: string) =>
    (Buffer.byteLength(typed) >= least && Buffer.byteLength(typed) <= most) || `${least}..${most} bytes of text`;
  return async () => ({
    ssid: await asker.text("the Wi-Fi's name", within(1, 32)),
    password: await asker.secret("the Wi-Fi's password", within(0, 64)),
  });
}

const flagOf = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Whoever sits at the terminal. */
const PEOPLE: People = {
  get asker() {
    return isThere() ? PERSON : undefined;
  },
  async confirm(changes) {
    if (!isThere()) return false;
    const what = changes.map((change) => `\n  ${change}`).join('');
    const answer = await input({
      message: `This is written to the board, and its own settings are put back at the end:${what}\nWrite it? (yes/no)`,
      validate: (typed) => /^(y|yes|n|no)$/i.test(typed.trim()) || 'yes or no',
    });
    return /^y/i.test(answer.trim());
  },
};

const isThere = (): boolean => process.stdin.isTTY === true && process.stdout.isTTY === true;
