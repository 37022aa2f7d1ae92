import assert from 'node:assert/strict';
import {before, test} from 'node:test';
import {open, useBrowser} from './browser.mjs';
import {pageOf, recorded} from './report.mjs';

useBrowser();
let path;
before(() => (path = pageOf(recorded())));

const shown = (page) => page.locator('.cases li').count();

test('the overview lists every case, those that failed first', async () => {
  const {page, done} = await open(path);
  assert.equal(await shown(page), recorded().cases.length);
  assert.match(await page.locator('.cases li').first().innerText(), /failed/);
  await done();
});

test('a verdict filters, and the link keeps it', async () => {
  const {page, done} = await open(path);
  await page.click('.count.failed');
  const count = recorded().cases.filter((one) => one.verdict === 'failed').length;
  assert.equal(await shown(page), count);
  assert.match(page.url(), /#verdict=failed$/);
  assert.equal(await page.getAttribute('.count.failed', 'aria-pressed'), 'true');
  await page.reload();
  await page.waitForSelector('.cases');
  assert.equal(await shown(page), count);
  await page.click('.count.failed');
  assert.equal(await shown(page), recorded().cases.length);
  await done();
});

test('the search field is one key away, and searches names, addresses and findings', async () => {
  const {page, done} = await open(path);
  await page.keyboard.press('/');
  await page.keyboard.type('nothing is called so');
  assert.equal(await shown(page), 0);
  await page.fill('#search', 'BYPASSES 1.65.15.143');
  assert.ok(await shown(page) > 0);
  assert.match(page.url(), /q=BYPASSES%201\.65/);
  assert.ok(await page.evaluate(() => document.activeElement.id === 'search'), 'typing keeps the field');
  await done();
});

test('what a case notes stands beside it, and is found', async () => {
  const run = recorded();
  const note = 'with vs.conntrack=1 later requests pass INPUT here, and FORWARD on the kernel';
  run.cases.find((one) => one.file.endsWith('4-masquerade.yaml')).notes = [note];
  const {page, done} = await open(pageOf(run));
  assert.deepEqual(await page.locator('.cases .note').allInnerTexts(), [`note: ${note}`]);
  await page.fill('#search', 'later requests');
  assert.equal(await shown(page), 1);
  await done();
});

test('director and topic filter', async () => {
  const {page, done} = await open(path);
  await page.selectOption('select >> nth=0', 'ipvs');
  assert.equal(await shown(page), recorded().cases.filter((one) => one.director === 'ipvs').length);
  await page.selectOption('select >> nth=1', 'one-arm');
  assert.match(page.url(), /director=ipvs&topic=one-arm/);
  await done();
});

test('without JavaScript the summary tells what failed', async () => {
  const {page, done} = await open(path, {javaScriptEnabled: false, ready: '#summary'});
  const text = await page.locator('#summary').innerText();
  assert.match(text, /the masquerade rule is missing/);
  assert.match(text, /the request left the expected path at director > rs1/);
  await done();
});
