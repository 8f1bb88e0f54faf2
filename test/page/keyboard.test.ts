// The page by keyboard alone.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { endBrowser, missing, open, siteFor, until } from './rig.ts';

after(endBrowser);

/** Most tabs to anything on the page. */
const TABS = 40;

/** Presses Tab until the cursor is on what has this name; every stop on the way must show where it is. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const seen: string[] = [];
  for (let at = 0; at < TABS; at++) {
    await page.keyboard.press('Tab');
    const stop = (await page.evaluate(`(() => {
      const at = document.activeElement;
      const style = getComputedStyle(at);
      const label = at.labels?.[0]?.textContent;
      if (at === document.body) return { name: 'the page', outline: 'auto' };
      return { name: at.getAttribute('aria-label') ?? label ?? at.textContent.trim(), outline: style.outlineStyle };
    })()`)) as { name: string; outline: string };
    seen.push(stop.name);
    assert.notEqual(stop.outline, 'none', `the cursor is not seen on "${stop.name}"`);
    if (name.test(stop.name)) return;
  }
  assert.fail(`no Tab leads to ${name}, but to ${seen.join(' | ')}`);
}

describe('the board page by keyboard', { skip: missing ?? false }, () => {
  test('an output is switched, a button held, a knob turned, a service called', async (t) => {
    const site = await siteFor(t);
    const board = await site.board('lamp');
    const page = await open(t, site.url);
    const led = page.getByRole('switch', { name: 'led D2, output' });
    await until(page, led, 'aria-checked', 'false');

    await tabTo(page, /^To the call$/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^Service$/);
    await page.keyboard.type('TogglePin');
    await page.locator('#field-pin').waitFor();
    await page.locator('#field-value').waitFor({ state: 'detached' });
    await tabTo(page, /^pin$/);
    await page.keyboard.type('led');
    await tabTo(page, /^Call$/);
    await page.keyboard.press('Enter');
    await until(page, led, 'aria-checked', 'true');

    await page.reload();
    await until(page, led, 'aria-checked', 'true');
    await tabTo(page, /^light D34, analog input/);
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.locator('.widget', { hasText: 'light' }).getByText('3.56 V').waitFor();
    await tabTo(page, /^button D27/);
    await page.keyboard.down(' ');
    await until(page, page.getByRole('button', { name: /^button D27/ }), 'aria-pressed', 'true');
    assert.equal(board.pins.level(27), 0);
    await page.keyboard.up(' ');
    await until(page, page.getByRole('button', { name: /^button D27/ }), 'aria-pressed', 'false');
    await tabTo(page, /^led D2, output/);
    await page.keyboard.press('Space');
    await until(page, led, 'aria-checked', 'false');
    assert.equal(board.pins.level(2), 0);
  });
});
