import {Fragment, draw as render, h} from './h';
import {CaseView} from './case_view';
import {Overview} from './overview';
import type {Entry} from './result';
import {overviewHref, readRoute, type Route} from './route';
import {onChange} from './state';
import {Theme} from './theme';
import {readIndex} from './unpack';

interface Page { version: string; cases: Entry[]; route: Route }

const placeOf = ({cases, route}: Page) => cases.findIndex((entry) => entry.id === route.case);

function App(page: Page) {
  const {cases, route} = page;
  const place = placeOf(page);
  return (
    <>
      <header class="bar"><a class="mark" href={overviewHref()}>hopproof</a><span class="hint">{page.version}</span><Theme /></header>
      <main>
        {route.case && place < 0 && <p class="bad">This report has no case {route.case}.</p>}
        {place >= 0 ? <CaseView key={route.case} place={place} entry={cases[place]} cases={cases} route={route} /> : <Overview cases={cases} route={route} />}
      </main>
      <footer>An asterisk and underline mark what was rewritten at a hop. ⚑ marks the packet that went wrong.</footer>
    </>
  );
}

let shown = '';

/** Once the linked case is there: its title, and what the link points to in view. */
function show(page: Page) {
  const {route} = page;
  const name = page.cases[placeOf(page)]?.name;
  document.title = name ? `${name} - hopproof` : `hopproof: ${page.cases.filter((e) => e.verdict === 'failed').length} failed of ${page.cases.length}`;
  if (shown === location.hash || (name && !document.querySelector('.case-head'))) return;
  shown = location.hash;
  const target = route.packet ? '.arrow.selected' : route.step && `#step-${CSS.escape(route.step)}`;
  const element = target && document.querySelector(target);
  if (element) element.scrollIntoView({block: 'nearest'});
  else if (name && !route.step) {
    scrollTo(0, 0);
    document.querySelector<HTMLElement>('.case-head h1')?.focus({preventScroll: true});
  }
}

async function start() {
  const index = await readIndex();
  document.getElementById('summary')?.remove();
  const draw = () => {
    const page = {...index, route: readRoute()};
    render(<App {...page} />, document.getElementById('app')!);
    show(page);
  };
  onChange(draw);
  addEventListener('hashchange', draw);
  draw();
  performance.mark('drawn'); // how long the page took to open
}

addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
  const search = document.getElementById('search');
  if (!search) return;
  event.preventDefault();
  search.focus();
});

addEventListener('beforeprint', () => document.querySelectorAll('details').forEach((details) => (details.open = true)));

// Without DecompressionStream (a browser of before 2023) the summary stays, and says why.
start().catch((error) => {
  const note = document.createElement('p');
  note.textContent = `Only the summary can be shown here: ${error}`;
  document.getElementById('app')!.append(note);
});
