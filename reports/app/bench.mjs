// node bench.mjs: prints how large reports are, and how long they take to open (median of seven).
import {statSync} from 'node:fs';
import {join} from 'node:path';
import {chromium} from 'playwright-core';
import {largeRun, pageOf, recorded, root} from './test/report.mjs';

const browser = await chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox']});
const say = (what, size, open, aim) => console.log(`${what.padEnd(46)} ${(size / 1000).toFixed(0).padStart(6)} kB ${open.padStart(12)}   ${aim}`);

async function opened(path, hash, ready) {
  const times = [];
  for (let i = 0; i < 7; i++) {
    const page = await browser.newPage();
    await page.goto(`file://${path}${hash}`);
    await page.waitForSelector(ready);
    times.push(await page.evaluate(() => performance.now()));
    await page.close();
  }
  return `${times.sort((a, b) => a - b)[3].toFixed(0)} ms`;
}

say('the app alone', statSync(join(root, 'reports/app/report-app.html')).size, '', 'aim: 66 kB');
const small = pageOf(recorded()), large = pageOf(largeRun());
say(`the recorded run of ${recorded().cases.length} cases`, statSync(small).size, await opened(small, '', '.cases'), '');
say('200 cases, 20,000 packets: the overview', statSync(large).size, await opened(large, '', '.cases li:last-child'), 'aim: 3000 kB, 1000 ms');
say('  a case of it, with its ladder', statSync(large).size, await opened(large, '#case=topic-1/case-1.engine', '.ladder'), '');
await browser.close();
