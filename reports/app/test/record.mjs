// node test/record.mjs: records the run that the tests and the pictures show, anew, from this host's
// hopproof: by the engine, and by kernel IPVS in the virtual machine.
import {spawnSync} from 'node:child_process';
import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {folder, hopproof, root} from './report.mjs';

const where = folder();
const file = (name) => `cases/${name}.yaml`;
let version;

/** The results of `hopproof WORDS --json`; 1 is the exit status of a case that is there to fail. */
function results(...words) {
  const json = join(where, 'one.json');
  rmSync(json, {force: true});
  const {status, stderr} = spawnSync(hopproof, [...words, '--json', json], {cwd: root, encoding: 'utf8'});
  if (status > 1) throw new Error(`${words.join(' ')}: ${stderr}`);
  const run = JSON.parse(readFileSync(json, 'utf8'));
  version = run.hopproof;
  return run.cases;
}

const byBoth = ['one-arm/2-dnat-only', 'one-arm/4-masquerade', 'must-fail/masquerade-missing'];
const byEngine = ['must-fail/need-not-needed', 'stale/dead-node-weight-zero', 'direct-routing/tunnel'];
const cases = [
  ...results('run', '--report', where, '--director', 'ipvs', '--no-needs', ...byBoth.map(file)),
  ...results('run', '--report', where, ...[...byBoth, ...byEngine].map(file)),
].sort((one, other) => (one.director > other.director) - (one.director < other.director));
const named = (name, director = 'engine') => cases.find((one) => one.file.includes(name) && one.director === director);
const study = (what, name) => results(what, '--no-report', file(name))[0][what === 'fix' ? 'fixes' : what];
named('4-masquerade').why = study('why', 'one-arm/4-masquerade');
named('masquerade-missing').fixes = study('fix', 'must-fail/masquerade-missing');

for (const one of cases) {
  one.pcapng = one.pcapng.replace(/^.*\//, 'hopproof-report/');
  for (const step of one.steps) for (const mismatch of step.mismatches) mismatch.command = mismatch.command.replaceAll(where, 'hopproof-report');
}

// By hand: the directors differ nowhere, and the report must show how it looks when they do. The kernel's last hop goes.
named('2-dnat-only', 'ipvs').steps[1].flows[0].reply.pop();
writeFileSync(fileURLToPath(new URL('recorded.json', import.meta.url)), JSON.stringify({schema: 1, hopproof: version, cases}));
