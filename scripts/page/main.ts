// The page: what the stream tells goes to the list, the picture, the log and the plots; what the visitor does goes to the API.
import type { BoardRow, Changes, Level, LogEntry, Snapshot } from '../cloud/page/protocol.ts';
import { call, wire } from './api.ts';
import { BoardModel } from './board.ts';
import { BoardList } from './boardList.ts';
import { commandOf } from './command.ts';
import { byId, say } from './dom.ts';
import { CallForm } from './form/form.ts';
import { askForKey } from './key.ts';
import { Log } from './log.ts';
import { Picture } from './picture/picture.ts';
import { Plots } from './plots.ts';
import { LiveStream } from './stream.ts';

/** Milliseconds between two questions to the board that is looked at, while the page is seen. */
const ASK_MS = 10_000;

/** Milliseconds that a board which has just come is left alone: its subscriptions follow its sign-in. */
const SETTLE_MS = 250;

const rows = new Map<string, BoardRow>();
let model: BoardModel | undefined;
let picture: Picture | undefined;
let epoch = '';
let isCloudHere = false;
let isAsking = false;
let settling = 0;

const chosen = () => decodeURIComponent(location.hash.slice(1));
const rowOf = () => (model ? rows.get(model.row.name) : undefined);
const isReady = () => isCloudHere && rowOf()?.online === true;

const list = new BoardList((name) => {
  location.hash = encodeURIComponent(name);
});
const form = new CallForm(() => list.size <= 1);
const plots = new Plots();
const log = new Log(
  () => model?.row.name ?? '',
  (device, service, params) => commandOf(service, params, list.size <= 1 ? undefined : device),
);
const stream = new LiveStream({
  snapshot: takeSnapshot,
  changes: takeChanges,
  state(state) {
    isCloudHere = state === 'here';
    document.body.classList.toggle('cloud-away', !isCloudHere);
    say(byId('cloud-state'), isCloudHere ? 'Connected' : 'Cloud away, trying again');
    showState();
  },
  locked() {
    document.body.classList.remove('cloud-away');
    say(byId('cloud-state'), 'Locked');
    askForKey(() => stream.open(chosen()));
  },
});

function takeSnapshot(snapshot: Snapshot): void {
  const isNew = snapshot.epoch !== epoch;
  epoch = snapshot.epoch;
  const before = rowOf()?.session;
  rows.clear();
  for (const row of snapshot.boards) rows.set(row.name, row);
  list.replace(snapshot.boards, snapshot.more);
  if (isNew) log.replace(snapshot.log);
  else log.add(snapshot.log);
  const name = rows.has(chosen()) ? chosen() : first();
  if (isNew || model?.row.name !== name) look(name);
  else if (rowOf()?.session !== before) learnSoon();
  if (name === stream.device) hear(snapshot.levels);
  else stream.open(name);
  showState();
}

function takeChanges({ boards, more, levels, log: lines }: Changes): void {
  if (boards) {
    const before = rowOf();
    for (const row of boards) rows.set(row.name, row);
    list.update(boards, more);
    const now = rowOf();
    if (now && now.session !== before?.session && now.online) learnSoon();
    if (!model) {
      look(first());
      stream.open(first());
    }
    showState();
  }
  if (levels) hear(levels);
  if (lines) {
    log.add(lines);
    for (const line of lines) timed(line);
  }
}

function timed({ kind, device, ms, outcome, ok }: LogEntry): void {
  // A call that nobody answered has no round trip.
  const isAnswered = ok === true || /^\d+$/.test(outcome ?? '');
  if (kind === 'call' && ms !== undefined && isAnswered && device === model?.row.name) plots.roundTrip(ms);
}

/** The board to begin with: one that is there. */
function first(): string {
  const all = [...rows.values()];
  return (all.find(({ online }) => online) ?? all[0])?.name ?? '';
}

/** Looks at a board from now on. */
function look(name: string): void {
  const row = rows.get(name);
  picture?.remove();
  picture = undefined;
  plots.clear();
  model = row && new BoardModel(row);
  list.mark(name);
  log.redraw();
  showState();
  if (!model) return;
  void form.show(model);
  learnSoon(0);
}

function learnSoon(after = SETTLE_MS): void {
  clearTimeout(settling);
  settling = window.setTimeout(() => void learn(), after);
}

/** Asks a board that is there what it is, and draws it. */
async function learn(): Promise<void> {
  const of = model;
  if (!of || !isReady()) return;
  const learned = await of.learn().catch(() => false);
  if (of !== model) return;
  if (learned && of.drawn) {
    // The same board again stays as it is, and so does the cursor in it.
    const isSame = picture && JSON.stringify(picture.board) === JSON.stringify(of.drawn);
    if (!isSame) picture?.remove();
    if (!isSame)
      picture = new Picture(byId('picture'), of.drawn, of.readings, {
        ready: isReady,
        wired: () => rowOf()?.wired === true,
        call: async (service, params) => told(await call({ device: of.row.name, service, params })),
        wire: (change) =>
          wire({ device: of.row.name, ...change }).catch((error: Error) => told({ message: error.message })),
      });
    await Promise.all([form.show(of), of.readPins()]);
    if (of.info) plots.info(of.info);
  }
  showState();
}

/** Says what went wrong with something done in the picture; what went well is seen. */
function told({ code, message }: { code?: number; message?: string }): void {
  say(byId('picture-note'), code === 200 ? '' : (message ?? `answered ${code}`));
}

function hear(levels: readonly Level[]): void {
  for (const level of levels) model?.hear(level);
  if (levels.length > 0) picture?.show();
}

async function ask(): Promise<void> {
  const of = model;
  if (!of?.drawn || !isReady() || document.hidden || isAsking) return;
  isAsking = true;
  if (await of.refresh()) {
    if (of === model && of.info) plots.info(of.info);
    // A board of another process tells only of some pins by itself.
    if (rowOf()?.wired !== true) await of.readPins();
  }
  isAsking = false;
  showState();
}

function showState(): void {
  const row = rowOf();
  const [product = '', device = ''] = model?.row.name.split(',') ?? [];
  say(byId('board-title'), device || 'No board yet');
  say(byId('board-sub'), [product, model?.info?.board, model?.info?.version].filter(Boolean).join(' \u00b7 '));
  const state = row ? (row.online ? 'Online' : 'Away') : 'No board has signed in';
  const uptime = row?.online && model?.info?.uptime !== undefined ? `, up ${spanOf(model.info.uptime)}` : '';
  say(byId('board-state'), `${state}${uptime}`);
  document.body.classList.toggle('board-away', row?.online !== true);
  const isDrawn = picture !== undefined;
  byId('picture-empty').hidden = isDrawn;
  if (!isDrawn) say(byId('picture-empty'), emptyText(row));
  say(byId('device-hint'), row?.wired ? 'Press its buttons, turn its knobs: the inputs are yours.' : '');
  picture?.show();
}

function emptyText(row: BoardRow | undefined): string {
  if (!isCloudHere) return 'The cloud is away. The page goes on by itself when it is back.';
  if (!row) return 'No board has signed in yet. It appears here when it does.';
  if (!row.online) return 'This board is away. It is drawn when it signs in.';
  return model?.problem ? `This board does not say what it is: ${model.problem}` : 'Asking the board what it is\u2026';
}

function spanOf(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}

for (const link of document.querySelectorAll<HTMLElement>('[data-skip]'))
  link.addEventListener('click', (event) => {
    // The address keeps the board's name.
    event.preventDefault();
    byId(link.dataset.skip ?? '').focus();
  });
window.addEventListener('hashchange', () => {
  if (!rows.has(chosen())) return;
  look(chosen());
  stream.open(chosen());
});
document.addEventListener('visibilitychange', () => void ask());
setInterval(() => void ask(), ASK_MS);
stream.open(chosen());
