// The page when what is behind it goes and comes back: the board, the cloud, another cloud in its place.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { endBrowser, missing, open, siteFor, until } from './rig.ts';

after(endBrowser);

describe('the board page recovers', { skip: missing ?? false }, () => {
  test('when the board is restarted: it says so, shows the pins as they are now, and keeps the cursor', async (t) => {
    const site = await siteFor(t);
    const board = await site.board('lamp');
    const page = await open(t, site.url);
    const fan = page.getByRole('switch', { name: 'fan D25, output' });
    await until(page, fan, 'aria-checked', 'false');
    await fan.click();
    await until(page, fan, 'aria-checked', 'true');
    await board.restart();
    await page.locator('.line', { hasText: 'away' }).waitFor();
    await until(page, fan, 'aria-checked', 'false');
    await page.getByText(/^Online/).waitFor();
    assert.equal(await page.evaluate("document.activeElement.getAttribute('aria-label')"), 'fan D25, output');
    await page.keyboard.press('Space');
    await until(page, fan, 'aria-checked', 'true');
    assert.equal(board.pins.level(25), 1);
  });

  test('when the board is switched off: it is away, and cannot be touched', async (t) => {
    const site = await siteFor(t);
    const board = await site.board('lamp');
    const page = await open(t, site.url);
    const led = page.getByRole('switch', { name: 'led D2, output' });
    await until(page, led, 'aria-checked', 'false');
    await board.stop();
    await page.getByText('Away', { exact: true }).waitFor();
    await until(page, led, 'aria-disabled', 'true');
  });

  test('when the cloud is killed and comes back with the board, and when another one comes', async (t) => {
    const site = await siteFor(t);
    await site.board('lamp');
    const page = await open(t, site.url);
    const led = page.getByRole('switch', { name: 'led D2, output' });
    await until(page, led, 'aria-checked', 'false');
    const ports = { httpPort: site.cloud.httpPort, mqttPort: site.cloud.mqttPort };
    await site.stop();
    await page.getByText('Cloud away, trying again').waitFor();
    await until(page, led, 'aria-disabled', 'true');

    const second = await siteFor(t, ports);
    await page.getByText('Connected').waitFor();
    await page.getByText(/^Online/).waitFor();
    await led.click();
    await until(page, led, 'aria-checked', 'true');
    await second.stop();

    const third = await siteFor(t, { ...ports, devices: ['other'] });
    await third.board('other');
    await page.getByRole('heading', { name: 'other' }).waitFor();
    await until(page, led, 'aria-checked', 'false');
  });

  test('an access key is asked for where the page is told to, and a wrong one opens nothing', async (t) => {
    const site = await siteFor(t, { page: { ask: true } });
    await site.board('lamp');
    const page = await open(t, site.url);
    await page.getByLabel('Id').fill('key');
    await page.getByLabel('Secret').fill('wrong');
    await page.getByRole('button', { name: 'Enter' }).click();
    await page.getByText('this is not the access key').waitFor();
    await page.getByLabel('Secret').fill('key-secret-7f3a');
    await page.keyboard.press('Enter');
    await page.getByRole('switch', { name: 'led D2, output' }).waitFor();
    assert.equal(await page.evaluate('document.cookie'), '', 'scripts cannot read it');
    await page.reload();
    await page.getByRole('switch', { name: 'led D2, output' }).waitFor();
  });
});
