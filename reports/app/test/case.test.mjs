import assert from 'node:assert/strict';
import {before, test} from 'node:test';
import {failed, open, useBrowser} from './browser.mjs';
import {pageOf, recorded} from './report.mjs';

useBrowser();
let path;
const bad = () => recorded().cases.find((one) => one.file.includes('masquerade-missing') && one.director === 'engine');
before(() => (path = pageOf(recorded())));

test('the wrong hop stands first: what was expected, what was seen, why', async () => {
  const {page, done} = await open(path, {hash: failed, ready: '.wrong-hop'});
  const box = await page.locator('.wrong-hop').boundingBox();
  assert.ok(box.y < 500, 'in view without scrolling');
  const text = await page.locator('.wrong-hop').innerText();
  for (const part of ['left the way at director > rs1', 'expected', 'seen', 'reply-bypasses-director']) assert.ok(text.includes(part), part);
  assert.equal(await page.locator('.strip .shaft.bad').count(), 2);
  await done();
});

test('the ladder has a column per interface, flags what offends and draws what is missing', async () => {
  const {page, done} = await open(path, {hash: failed, ready: '.ladder'});
  assert.deepEqual(await page.locator('.head').allInnerTexts(), ['client.lan', 'director.lan', 'rs1.lan']);
  assert.equal(await page.locator('.arrow.offending .flag').count(), 2);
  assert.match(await page.locator('.arrow.ghost').innerText(), /never seen/);
  assert.ok((await page.locator('.arrow mark').first().innerText()).endsWith('*'), 'more than a colour');
  const [from, to] = [await page.locator('.head').nth(1).boundingBox(), await page.locator('.arrow.offending .line').first().boundingBox()];
  assert.ok(Math.abs(from.x + from.width / 2 - to.x) < 3, 'an arrow begins in the middle of its column');
  await done();
});

test('a packet has a link: fields, checksums, bytes, its number in the capture', async () => {
  const packet = bad().steps[0].crossings.find((c) => c.offending);
  const {page, done} = await open(path, {hash: `${failed}&step=1&packet=${packet.id}`, ready: '.packet'});
  const text = await page.locator('.packet').innerText();
  for (const part of [`frame ${packet.frame}`, 'IPv4', 'TCP', 'sequence', `frame.number == ${packet.frame}`, '1.65.15.143*']) assert.ok(text.includes(part), part);
  const checksums = await page.locator('.fields tr', {hasText: /^checksum/}).allInnerTexts();
  assert.equal(checksums.filter((row) => /0x[0-9a-f]{4} right/.test(row)).length, 2, 'both checksums');
  assert.ok(await page.locator('.arrow.selected').isVisible());
  await done();
});

test('the keyboard walks the ladder', async () => {
  const {page, done} = await open(path, {hash: failed, ready: '.ladder'});
  await page.locator('a.arrow').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.packet');
  const first = await page.locator('.packet h3').innerText();
  await page.keyboard.press('ArrowDown');
  assert.notEqual(await page.locator('.packet h3').innerText(), first);
  await page.keyboard.press('Escape');
  await page.waitForSelector('.packet', {state: 'detached'});
  await done();
});

test('copy buttons copy', async () => {
  const {page, context, done} = await open(path, {hash: failed, ready: '.wrong-hop'});
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.locator('.case-head .copy', {hasText: 'copy case file'}).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), bad().source);
  await page.locator('.finding .command .copy').first().click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), bad().steps[0].findings[0].remedy[0].command);
  assert.match(await page.locator('.finding .command .copy').first().innerText(), /copied/);
  await done();
});

test('both directors stand side by side, chosen ports compared by name', async () => {
  const {page, done} = await open(path, {hash: '#case=one-arm/4-masquerade.engine', ready: '#both table'});
  const states = await page.locator('#both .state').allInnerTexts();
  assert.ok(states.includes('= alike'));
  assert.equal(states.filter((state) => state === '≠ differs').length, 1, 'the hop that record.mjs takes away');
  await done();
});

test('need, why and fix are shown, the failing line is marked', async () => {
  const {page, done} = await open(path, {hash: failed, ready: '.matrix'});
  assert.equal(await page.locator('.matrix tbody tr').count(), bad().why.rows.length);
  assert.match(await page.locator('.part', {hasText: 'Needs'}).first().innerText(), /not proven/);
  assert.match(await page.locator('.fix').first().innerText(), /MASQUERADE/);
  const lines = await page.locator('.source .fails').allInnerTexts();
  assert.ok(lines.some((line) => line.includes('request:')));
  await page.locator('.mismatch a', {hasText: /^line/}).first().click();
  assert.ok(await page.evaluate(() => document.activeElement.classList.contains('fails')));
  assert.ok(page.url().endsWith(failed), 'the link of the case stays');
  await done();
});
