// The page in a browser: a board's picture, the call form, the log, with the mouse.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { callService } from '../../scripts/call/callService.ts';
import { answer, fail } from '../../scripts/cloud/double/behaviours.ts';
import { ScriptedDevice } from '../../scripts/cloud/double/device.ts';
import { ACCESS_KEY, endBrowser, identity, missing, open, type Site, siteFor, until } from './rig.ts';

after(endBrowser);

const call = (site: Site, service: string, params: Record<string, unknown>) => {
  const { productKey, deviceName } = identity('lamp');
  const target = { endpoint: `127.0.0.1:${site.cloud.httpPort}`, accessKey: ACCESS_KEY };
  return callService({ ...target, device: { productKey, deviceName } }, service, params);
};
const led = (page: Page) => page.getByRole('switch', { name: 'led D2, output' });
const line = (page: Page, text: string | RegExp) => page.locator('.line', { hasText: text });

describe('the board page', { skip: missing ?? false }, () => {
  test('SetPin from the form lights the LED: on the wire, in the picture and in the reply', async (t) => {
    const site = await siteFor(t);
    const board = await site.board('lamp');
    const page = await open(t, site.url);
    await led(page).waitFor();
    await page.getByLabel('Service').selectOption('SetPin');
    await page.getByLabel('pin', { exact: true }).selectOption('led');
    await page.getByLabel('value').selectOption('1');
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.locator('#reply.good', { hasText: '"value": 1' }).waitFor();
    assert.match(await page.locator('#reply strong').innerText(), /^SetPin: 200 in [\d.]+ ms$/);
    await until(page, led(page), 'aria-checked', 'true');
    assert.equal(board.pins.level(2), 1);
    assert.equal(await page.evaluate("[...document.querySelectorAll('wokwi-led')].at(-1).value"), true);
    assert.equal(await page.evaluate("document.querySelector('wokwi-esp32-devkit-v1').led1"), true);
    await led(page).click();
    await until(page, led(page), 'aria-checked', 'false');
    assert.equal(board.pins.level(2), 0);
    await page.getByRole('img', { name: /^Memory: now [\d,]+, of [\d,]+ blocks, \d+ %$/ }).waitFor();
    await page.getByRole('img', { name: /^Round trip: now \d+ ms, median \d+ ms of \d+$/ }).waitFor();
    await page.getByRole('img', { name: /^Packets in: now \d+, since it started$/ }).waitFor();
  });

  test('a press of a virtual button is an edge for the board, and its event is in the log', async (t) => {
    const site = await siteFor(t);
    const board = await site.board('lamp');
    const page = await open(t, site.url);
    await led(page).waitFor();
    assert.equal((await call(site, 'WatchPin', { pin: 'button' })).code, 200);
    const button = page.getByRole('button', { name: /^button D27/ });
    await button.hover();
    await page.mouse.down();
    await line(page, /PinChanged .*"value":1/).waitFor();
    assert.equal(board.pins.level(27), 0, 'it is low when pressed');
    await until(page, button, 'aria-pressed', 'true');
    await page.mouse.up();
    await line(page, /PinChanged .*"value":0/).waitFor();
    assert.equal(board.pins.level(27), 1);
    await until(page, button, 'aria-pressed', 'false');
  });

  test('a switch stays where it is put, and a knob gives the board its voltage', async (t) => {
    const site = await siteFor(t);
    await site.board('lamp');
    const page = await open(t, site.url);
    const door = page.getByRole('switch', { name: 'door D32, input' });
    await until(page, door, 'aria-checked', 'true');
    await door.click();
    await until(page, door, 'aria-checked', 'false');
    assert.deepEqual((await call(site, 'GetPin', { pin: 'door' })).data, { pin: 'door', value: 0 });
    await page.getByRole('slider', { name: /^light/ }).fill('50');
    await page.locator('.widget', { hasText: 'light' }).getByText('1.80 V').waitFor();
    const { data } = await call(site, 'ReadAnalog', { pin: 'light' });
    assert.deepEqual(data, { pin: 'light', value: 0.5, millivolts: 1800 });
  });

  test('a dimmer and a servo are turned by their sliders', async (t) => {
    const site = await siteFor(t);
    const board = await site.board('lamp');
    const page = await open(t, site.url);
    await page.getByRole('slider', { name: /^dimmer/ }).fill('25');
    await page.locator('.widget', { hasText: 'dimmer' }).getByText('25 %').waitFor();
    await line(page, 'SetPwm').waitFor();
    assert.equal(Math.round((board.pins.duty(4) ?? 0) * 100), 25);
    await page.getByRole('slider', { name: /^servo/ }).fill('90');
    await line(page, 'SetServo').waitFor();
    assert.ok(Math.abs((board.pins.pulseUs(13) ?? 0) - 1500) < 20, `${board.pins.pulseUs(13)} us`);
    await page.locator('.widget', { hasText: 'servo' }).getByText('90°').waitFor();
  });

  test("somebody else's call moves the picture, and its line is copied as a command", async (t) => {
    const site = await siteFor(t);
    await site.board('lamp');
    const page = await open(t, site.url);
    const relay = page.getByRole('switch', { name: 'relay D26, output' });
    await until(page, relay, 'aria-checked', 'false');
    await call(site, 'SetPin', { pin: 'relay', value: 1 });
    await until(page, relay, 'aria-checked', 'true');
    await page.getByRole('button', { name: 'Copy SetPin as a command' }).click();
    await page.getByText(`npm run call -- SetPin '{"pin":"relay","value":1}'`).waitFor();
  });

  test('a parameter that is wrong is marked and named, and nothing is called', async (t) => {
    const site = await siteFor(t);
    await site.board('lamp');
    const calls: (string | undefined)[] = [];
    site.cloud.on('call', ({ service }) => calls.push(service));
    const page = await open(t, site.url);
    await led(page).waitFor();
    await page.getByLabel('Service').selectOption('PulsePin');
    await page.getByLabel('ms', { exact: true }).fill('0');
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.getByText(/^ms must be 1\.\.\d+ ms$/).waitFor();
    assert.equal(await page.locator('#field-ms').getAttribute('aria-invalid'), 'true');
    await page.getByLabel('Service').selectOption('Batch');
    await page.getByLabel('operations').fill('{');
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.getByText('operations must be a list of 1..8 items, as JSON').waitFor();
    assert.deepEqual(
      calls.filter((service) => service === 'PulsePin' || service === 'Batch'),
      [],
    );
  });

  test("a refusal of the board's is shown with its code and words", async (t) => {
    const site = await siteFor(t);
    await site.board('lamp');
    const page = await open(t, site.url);
    await led(page).waitFor();
    await page.getByLabel('Service').selectOption('Batch');
    await page.getByLabel('operations').fill('[{"service":"GetPin","params":{"pin":"lde"}}]');
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.locator('#reply.wrong', { hasText: 'is not on this board: led, relay' }).waitFor();
    assert.match(await page.locator('#reply strong').innerText(), /^Batch: 100423 in /);
  });

  test('the log is filtered, paused and bounded, and what is in it is text', async (t) => {
    const site = await siteFor(t);
    await site.board('lamp');
    const page = await open(t, site.url);
    await led(page).waitFor();
    const evil = '<img src=x onerror=alert(1)>';
    await call(site, 'GetPin', { pin: evil });
    await line(page, evil).waitFor();
    assert.equal(await page.locator('#log-lines img').count(), 0);
    await page.getByLabel('Filter the log').fill('no such thing');
    assert.equal(await page.locator('.line').count(), 0);
    await page.getByText('Nothing yet.').waitFor();
    await page.getByLabel('Filter the log').fill('');
    await page.getByRole('button', { name: 'Pause' }).click();
    await call(site, 'TogglePin', { pin: 'led' });
    await page.getByRole('button', { name: 'Go on (1 new)' }).click();
    await line(page, 'TogglePin').waitFor();
    await page.getByRole('button', { name: 'Calls', exact: true }).click();
    assert.equal(await line(page, 'TogglePin').count(), 0);
    await page.getByRole('button', { name: 'Calls', exact: true }).click();
    await page.getByRole('button', { name: "The page's own" }).click();
    await line(page, 'GetInfo').first().waitFor();
  });

  test('no secret reaches the page, whatever is called', async (t) => {
    const site = await siteFor(t);
    await site.board('lamp');
    const page = await open(t, 'about:blank');
    const told: string[] = [];
    page.on('response', (response) => {
      const isStream = response.url().includes('/stream');
      if (!isStream)
        void response.text().then(
          (text) => told.push(text),
          () => undefined,
        );
    });
    await page.goto(site.url);
    await led(page).waitFor();
    await call(site, 'SetConfig', { settings: { wifi: { ssid: 'home', password: 'wifi-7f3a' }, keepAlive: 5 } });
    await line(page, 'SetConfig').waitFor();
    await page.getByLabel('Service').selectOption('GetConfig');
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.locator('#reply.good').waitFor();
    const all = `${told.join('\n')}${await page.content()}`;
    assert.match(all, /keepAlive/);
    for (const secret of [ACCESS_KEY.secret, identity('lamp').deviceSecret, 'wifi-7f3a'])
      assert.equal(all.includes(secret), false);
  });

  test('a board without a file here, out of reach of any wire, is drawn from what it answers', async (t) => {
    const site = await siteFor(t);
    const device = new ScriptedDevice(identity('lamp'), site.cloud.mqttPort)
      .on('GetInfo', { board: 'home-made', version: '9.9', uptime: 61, memory: { usage: 10, total: 40 } })
      .on('ListServices', { services: ['SetPin', 'WatchPin', 'GetPin'] })
      .on('GetPin', { pin: 'door', value: 1 })
      .on('WatchPin', fail(100423, 'pin "" is not on this board: door'))
      .on('SetPin', ({ params = {}, ...call }) =>
        params.pin === ''
          ? fail(100423, 'pin "" is not on this board: pump, lamp')({ params, ...call })
          : answer({ pin: params.pin, value: params.value })({ params, ...call }),
      );
    await device.connect();
    t.after(() => device.disconnect());
    const page = await open(t, site.url);
    const pump = page.getByRole('switch', { name: 'pump, output' });
    await pump.click();
    await until(page, pump, 'aria-checked', 'true');
    await page.getByText('home-made').first().waitFor();
    const door = page.getByRole('button', { name: /^door .*Read it again$/ });
    await door.click();
    await door.getByText('on', { exact: true }).waitFor();
    assert.equal(await page.locator('.widget').count(), 3);
  });
});
