// Builds the one page that a report is: node build.mjs [FILE]. The C++ writer puts the summary and
// the packed cases at its mark. The same sources make the same bytes.
import {createHash} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const target = process.argv[2] ?? here + 'report-app.html';

const bundled = async (entry) => {
  const result = await build({
    entryPoints: [here + entry],
    bundle: true,
    minify: true,
    write: false,
    charset: 'ascii',
    legalComments: 'none',
    format: 'iife',
    target: ['chrome111', 'firefox121', 'safari16.4'],
    tsconfigRaw: {},
    jsx: 'transform',
    jsxFactory: 'h',
    jsxFragment: 'Fragment',
  });
  return result.outputFiles[0].text.trim();
};

const script = await bundled('src/main.tsx');
const style = await bundled('src/style.css');
if (/<\/(script|style)/i.test(script + style)) throw new Error('the bundle would end its own element');
if (script.includes(')embedded"')) throw new Error('the bundle would end the C++ literal');

const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;

const fill = {policy, style, script};
const page = readFileSync(here + 'src/page.html', 'utf8')
  .replace(/\{\{(\w+)\}\}/g, (_, name) => fill[name]);
writeFileSync(target, page);
console.log(`${target}: ${page.length} bytes (script ${script.length}, style ${style.length})`);
