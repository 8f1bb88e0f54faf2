// Copying, and saying so.
import { byId, say } from './dom.ts';

let timer = 0;

/** Copies a text and tells the visitor, on the screen and by voice. */
export async function copy(text: string): Promise<void> {
  const note = byId('copied');
  let told = `Copied: ${text}`;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Pages that came over plain HTTP from another computer have no clipboard: show it, to be selected.
    told = text;
  }
  say(note, told);
  note.hidden = false;
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    note.hidden = true;
    say(note, '');
  }, 4000);
}
