import Ajv from 'ajv';
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {folder, hopproof, recorded, root} from './report.mjs';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const published = () => JSON.parse(execFileSync(hopproof, ['explain', 'run-schema']));
const check = (schema, run, name) => {
  const ajv = new Ajv({allErrors: true});
  assert.ok(ajv.validate(schema, run), `${name}: ${ajv.errorsText()}`);
};

test('the published schema is the one in the sources', () => assert.deepEqual(published(), read(join(root, 'reports/run.schema.json'))));

test('today\'s results are valid, and hold nothing that is not described', () => {
  const strict = published();
  for (const one of [strict, ...Object.values(strict.definitions)]) if (one.properties) one.additionalProperties ??= false;
  check(strict, read(join(root, 'reports/golden/sample.json')), 'sample');
  const again = join(folder(), 'run.json');
  execFileSync(hopproof, ['report', join(root, 'reports/golden/sample.json'), '--no-report', '--json', again]);
  check(strict, read(again), 'rendered again');
});

test('results of earlier versions are valid and readable', () => {
  const old = join(root, 'reports/testdata');
  const files = readdirSync(old).filter((name) => /^run-.*\.json$/.test(name));
  assert.ok(files.length > 0);
  for (const name of files) {
    check(published(), read(join(old, name)), name);
    execFileSync(hopproof, ['report', join(old, name), '--no-report']);
  }
});

test('the recorded run is valid', () => check(published(), recorded(), 'recorded'));

test('a result that is none is refused', () => {
  const ajv = new Ajv();
  const run = recorded();
  run.cases[0].verdict = 'good';
  assert.ok(!ajv.validate(published(), run));
  assert.ok(!ajv.validate(published(), {cases: []}));
});
