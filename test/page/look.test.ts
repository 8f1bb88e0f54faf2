// How the page looks and is read out: narrow, dark, still, with fifty boards; axe-core finds nothing serious. With the variable
// PAGE_SHOTS, a folder, the pictures are kept there: docs/page.png is page.png of them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { ScriptedDevice } from '../../scripts/cloud/double/device.ts';
import { endBrowser, identity, missing, open, siteFor, until } from './rig.ts';

after(endBrowser);

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Fails for what axe-core calls serious or critical. */
async function noBarrier(page: Page): Promise<void> {
  await page.evaluate(AXE);
  const found = (await page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes.map(({ html, any }) => html.slice(0, 120) + ' ' + (any[0]?.message ?? '')).join(' | ')))`)) as string[];
  assert.deepEqual(found, []);
}

/** Keeps a picture where they are wanted. */
async function shoot(page: Page, name: string, fullPage = false): Promise<void> {
  const folder = process.env.PAGE_SHOTS;
  if (!folder) return;
  // The services' words come seconds later than all else.
  if (name !== 'key') await page.getByText('Sets an output').waitFor();
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
}

/** A page with something on it: outputs on, a reply, lines in the log. */
async function lively(page: Page): Promise<void> {
  const led = page.getByRole('switch', { name: 'led D2, output' });
  await until(page, led, 'aria-checked', 'false');
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  await until(page, led, 'aria-checked', 'true');
  await page.getByRole('switch', { name: 'fan D25, output' }).click();
  await page.getByRole('slider', { name: /^dimmer/ }).fill('60');
  await page.getByRole('slider', { name: /^servo/ }).fill('120');
  await page.getByRole('slider', { name: /^light/ }).fill('45');
  await page.locator('.line', { hasText: 'SetServo' }).waitFor();
  await page.mouse.move(0, 0);
}

describe('the board page', { skip: missing ?? false }, () => {
  test('has no barrier for a screen reader, light and dark, and its parts have names', async (t) => {
    const site = await siteFor(t);
    await site.board('lamp');
    const page = await open(t, site.url, { viewport: { width: 1200, height: 720 } });
    await lively(page);
    await noBarrier(page);
    await shoot(page, 'page');
    const live = await page.locator('#reply').getAttribute('aria-live');
    assert.equal(live, 'polite');
    assert.equal(await page.locator('#log-scroll').getAttribute('aria-live'), 'off', 'not every level is read out');
    const light = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.notEqual(await page.evaluate('getComputedStyle(document.body).backgroundColor'), light);
    await noBarrier(page);
    await shoot(page, 'dark');
    assert.notEqual(
      await page.evaluate("getComputedStyle(document.querySelector('.fan-blades')).animationName"),
      'none',
    );
    await page.emulateMedia({ reducedMotion: 'reduce' });
    assert.equal(await page.evaluate("getComputedStyle(document.querySelector('.fan-blades')).animationName"), 'none');
  });

  test('fits a phone of 360 pixels: nothing is cut, and a finger works it', async (t) => {
    const site = await siteFor(t);
    const board = await site.board('lamp');
    const page = await open(t, site.url, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    const led = page.getByRole('switch', { name: 'led D2, output' });
    await until(page, led, 'aria-checked', 'false');
    await led.tap();
    await until(page, led, 'aria-checked', 'true');
    assert.equal(board.pins.level(2), 1);
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360);
    for (const widget of await page.locator('.widget').all()) {
      const box = await widget.boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= 360, JSON.stringify(box));
    }
    await noBarrier(page);
    await shoot(page, 'phone', true);
  });

  test('lists fifty boards, finds one by a part of its name, and draws that one alone', async (t) => {
    const names = Array.from({ length: 50 }, (_, at) => `board-${String(at + 1).padStart(2, '0')}`);
    const site = await siteFor(t, { devices: names });
    await site.board('board-37');
    const others = names.filter((name) => name !== 'board-37' && name !== 'board-12');
    const devices = others.map((name) => new ScriptedDevice(identity(name), site.cloud.mqttPort));
    await Promise.all(devices.map((device) => device.connect()));
    t.after(() => Promise.all(devices.map((device) => device.disconnect())));
    const page = await open(t, site.url);
    await page.getByText('49 of 50 online').waitFor();
    await page.getByText('This board does not say what it is').waitFor();
    assert.equal(await page.locator('#board-list [role=option]').count(), 50);
    await page.getByLabel('Find a board').fill('37');
    await page.getByText('1 of 50 found').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'board-37' }).waitFor();
    await page.getByRole('switch', { name: 'led D2, output' }).waitFor();
    assert.equal(await page.locator('.stage-all').count(), 1);
    await page.getByLabel('Find a board').fill('');
    await lively(page);
    await noBarrier(page);
    await shoot(page, 'fifty');
    await page.locator('#board-list [aria-selected=true]').focus();
    for (const key of ['Home', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await page.getByRole('heading', { name: 'board-02' }).waitFor();
    assert.equal(await page.locator('.stage-all').count(), 0);
    assert.equal(page.url(), `${site.url}#a1Bcd%2Cboard-02`);
  });

  test('asks for the access key in a form without a barrier', async (t) => {
    const site = await siteFor(t, { page: { ask: true } });
    const page = await open(t, site.url);
    await page.getByLabel('Secret').waitFor();
    await page.getByText('Locked').waitFor();
    await noBarrier(page);
    await shoot(page, 'key');
  });
});
