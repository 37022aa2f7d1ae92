import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {folder, root} from './report.mjs';

const app = join(root, 'reports/app');
const committed = join(app, 'report-app.html');

test('the committed page is what its sources make', () => {
  const again = join(folder(), 'again.html');
  execFileSync('node', [join(app, 'build.mjs'), again]);
  assert.ok(readFileSync(again).equals(readFileSync(committed)), 'run npm run build in reports/app and commit report-app.html');
});

test('it is 66 kB at most', () => assert.ok(statSync(committed).size <= 66_000));

test('the types hold', () => execFileSync(join(app, 'node_modules/.bin/tsc'), ['--noEmit', '-p', app]));
