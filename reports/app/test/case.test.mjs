import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {before, test} from 'node:test';
import {open, useBrowser} from './browser.mjs';
import {differing, failed, hopproof, lost, offending, pageOf, passed, recorded, root} from './report.mjs';

useBrowser();
let path;
const named = (name) => recorded().cases.find((one) => one.file.includes(name) && one.director === 'engine');
const bad = () => named('masquerade-missing');
before(() => (path = pageOf(recorded())));

test('the wrong hop stands first: what was expected, what was seen, why', async () => {
  const {page, done} = await open(path, {hash: failed, ready: '.wrong-hop'});
  const box = await page.locator('.wrong-hop').boundingBox();
  assert.ok(box.y < 500, 'in view without scrolling');
  const text = await page.locator('.wrong-hop').innerText();
  for (const part of ['left the expected path at director > rs1', 'expected', 'seen', 'reply-bypasses-director']) assert.ok(text.includes(part), part);
  assert.equal(await page.locator('.strip .shaft.bad').count(), 2);
  await done();
});

test('the cause is the headline, the symptom stands beneath', async () => {
  const {page, done} = await open(path, {hash: failed, ready: '.wrong-hop'});
  assert.equal(await page.locator('.wrong-hop > h2').innerText(), bad().steps[0].findings[0].text);
  assert.match(await page.locator('.symptom').innerText(), /left the expected path at director > rs1/);
  const fix = await page.locator('.fix').first().boundingBox(), topology = await page.locator('.topology').boundingBox();
  assert.ok(fix.y < topology.y, 'a proven change stands before the picture');
  await done();
});

test('a packet that never came is drawn between the interfaces that it would have used', async () => {
  const run = recorded();
  const one = run.cases.find((x) => x.file.includes('masquerade-missing') && x.director === 'engine');
  for (const node of one.nodes.filter((x) => x.name === 'director'))
    node.interfaces.unshift({name: 'other', network: 'elsewhere', mac: '', addresses: []});
  const {page, done} = await open(pageOf(run), {hash: failed, ready: '.ladder'});
  assert.deepEqual(await page.locator('.head').allInnerTexts(), ['client.lan', 'director.lan', 'rs1.lan']);
  await done();
});

test('going back to the overview keeps its filters', async () => {
  const {page, done} = await open(path, {hash: '#verdict=failed&q=masquerade'});
  await page.locator('.cases a').first().click();
  await page.waitForSelector('.case-head');
  assert.ok(await page.evaluate(() => document.activeElement.tagName === 'H1'), 'a screen reader begins at the title');
  await page.click('.trail a >> nth=0');
  await page.waitForSelector('.cases');
  assert.match(page.url(), /#q=masquerade&verdict=failed$/);
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

test('a frame lost on a segment gets columns for the switch, and ends where it was seen last', async () => {
  const {page, done} = await open(path, {hash: lost, ready: '.ladder'});
  assert.deepEqual(await page.locator('.head').allInnerTexts(),
    ['client.front', 'director.front', 'director.back', 'switch:director.back', 'switch:rs2.back', 'rs2.back']);
  const middle = async (at) => {
    const box = await page.locator(at).boundingBox();
    return box.x + box.width / 2;
  };
  const line = await page.locator('.arrow.lost .line').first().boundingBox();
  assert.ok(Math.abs(line.x - (await middle('.head >> nth=2'))) < 3, 'it left director.back');
  const ends = line.x + line.width;
  assert.ok(ends > (await middle('.head >> nth=3')) && ends < (await middle('.head >> nth=4')), 'between the ports');
  assert.match(await page.locator('.arrow.lost').first().getAttribute('aria-label'), /lost on back behind the switch's port for director\.back/);
  await page.evaluate(() => (location.hash = location.hash.replace('step=5', 'step=6')));
  await page.waitForSelector('#step-6 .ladder');
  assert.equal(await page.locator('.head.port').count(), 0, 'nothing was lost in this step');
  await done();
});

test('a packet has a link: fields, checksums, bytes, its number in the capture', async () => {
  const packet = offending();
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

test('beside the wrong hop stand the commands of its nodes, as plan prints them', async () => {
  const {page, context, done} = await open(path, {hash: failed, ready: '.wrong-hop'});
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const plan = execFileSync(hopproof, ['plan', `${root}/${bad().file}`], {encoding: 'utf8'});
  const box = page.locator('.wrong-hop details', {hasText: 'the commands that made director and rs1'});
  await box.locator('summary').click();
  const commands = await box.locator('code').allInnerTexts();
  assert.ok(commands.includes('ipvsadm -A -t 100.222.111.1:8000 -s rr'));
  for (const command of commands) assert.ok(plan.includes(command.replace(/^ip /, '')), command);
  await box.locator('.copy').first().click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), commands[0]);
  await done();
});

test('both directors stand side by side, chosen ports compared by name', async () => {
  const {page, done} = await open(path, {hash: passed, ready: '#both table'});
  const states = await page.locator('#both .state').allInnerTexts();
  assert.ok(states.length > 8);
  assert.deepEqual(states.filter((state) => state !== '= alike'), []);
  await done();
});

test('where the two differ, it says so at the line', async () => {
  const {page, done} = await open(path, {hash: differing, ready: '#both table'});
  const rows = await page.locator('#both tr.wrong').allInnerTexts();
  assert.ok(rows.length > 0 && rows.every((row) => row.includes('≠ differs')));
  assert.match(await page.locator('.pair').innerText(), /below differs/);
  await done();
});

test('why has a row for each item, needs say what was not proven', async () => {
  const {page, done} = await open(path, {hash: passed, ready: '.matrix'});
  const {items, sufficient} = named('4-masquerade').why;
  assert.equal(await page.locator('.matrix tbody tr').count(), items.length);
  assert.match(await page.locator('.matrix tr', {hasText: 'client.routes.to-vip'}).last().innerText(), /unreachable ENETUNREACH[^]*no-route-to-vip/);
  assert.equal(await page.locator('.matrix td.set', {hasText: 'in A'}).count(), sufficient[0].length);
  await done();
  const unproven = await open(path, {hash: '#case=must-fail/need-not-needed.engine', ready: '.case-head'});
  assert.match(await unproven.page.locator('.part', {hasText: 'Needs'}).first().innerText(), /not proven/);
  await unproven.done();
});

test('fixes are shown, the failing line is marked', async () => {
  const {page, done} = await open(path, {hash: failed, ready: '.fix'});
  assert.match(await page.locator('.fix').first().innerText(), /MASQUERADE/);
  const lines = await page.locator('.source .fails').allInnerTexts();
  assert.ok(lines.some((line) => line.includes('request:')));
  await page.locator('.mismatch a', {hasText: /^line/}).first().click();
  assert.ok(await page.evaluate(() => document.activeElement.classList.contains('fails')));
  assert.ok(page.url().endsWith(failed), 'the link of the case stays');
  await done();
});
