import {Fragment, h} from './h';
import {Badge, verdictWord} from './parts';
import type {Entry, Verdict} from './result';
import {go, href, type Route} from './route';

const verdicts: Verdict[] = ['failed', 'error', 'passed', 'skipped'];
const rank = (entry: Entry) => ['failed', 'error'].indexOf(entry.verdict) >= 0 ? 0 : 1;

function isWanted(entry: Entry, route: Route): boolean {
  const text = `${entry.name} ${entry.file} ${entry.director} ${entry.kernel} ${entry.headline} ${entry.words}`.toLowerCase();
  return (!route.verdict || entry.verdict === route.verdict) && (!route.director || entry.director === route.director) &&
    (!route.topic || entry.topic === route.topic) && route.q.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function Select({name, values, route}: {name: 'director' | 'topic'; values: string[]; route: Route}) {
  if (values.length < 2) return null;
  return (
    <label>{name} <select value={route[name]} onChange={(e) => go({...route, [name]: e.currentTarget.value}, true)}>
      <option value="">all</option>
      {values.map((value) => <option key={value} value={value}>{value}</option>)}
    </select></label>
  );
}

function Counts({cases, route}: {cases: Entry[]; route: Route}) {
  return (
    <div class="counts" role="group" aria-label="filter by verdict">
      {verdicts.map((verdict) => {
        const count = cases.filter((entry) => entry.verdict === verdict).length;
        if (!count && verdict !== 'passed' && verdict !== 'failed') return null;
        const on = route.verdict === verdict;
        return <button type="button" key={verdict} class={`count ${count ? verdict : ''}`} aria-pressed={on} onClick={() => go({...route, verdict: on ? '' : verdict}, true)}><b>{count}</b> {verdictWord(verdict)}</button>;
      })}
    </div>
  );
}

function Line({entry}: {entry: Entry}) {
  return (
    <li class={entry.verdict}>
      <a href={href({case: entry.id})}>
        <Badge verdict={entry.verdict} />
        <span class="what">
          <b>{entry.name}</b>
          {entry.headline && <span class="headline">{entry.headline}</span>}
          {entry.notes.map((note, i) => <span class="note" key={i} title={note}>note: {note}</span>)}
        </span>
        <span class="hint">{entry.director}</span>
        <span class="hint number">{entry.seconds.toFixed(2)} s</span>
      </a>
    </li>
  );
}

export function Overview({cases, route}: {cases: Entry[]; route: Route}) {
  const shown = cases.filter((entry) => isWanted(entry, route));
  const bad = shown.filter((entry) => rank(entry) === 0);
  const rest = shown.filter((entry) => rank(entry) === 1);
  const topics = [...new Set(rest.map((entry) => entry.topic))];
  return (
    <>
      <h1 class="visually-hidden">hopproof report</h1>
      <Counts cases={cases} route={route} />
      <div class="filters" role="search">
        <label class="grow"><span class="visually-hidden">search</span><input id="search" type="search" placeholder="search cases, addresses, findings ( / )" value={route.q} onInput={(e) => go({...route, q: e.currentTarget.value}, true)} /></label>
        <Select name="director" values={[...new Set(cases.map((e) => e.director))]} route={route} />
        <Select name="topic" values={[...new Set(cases.map((e) => e.topic))].filter(Boolean)} route={route} />
      </div>
      <p class="hint" aria-live="polite">{shown.length === cases.length ? `${cases.length} cases` : `${shown.length} of ${cases.length} cases`}</p>
      {bad.length > 0 && <><h2 class="topic">did not pass</h2><ul class="cases">{bad.map((entry) => <Line key={entry.id} entry={entry} />)}</ul></>}
      {topics.map((topic) => (
        <div key={topic}>
          <h2 class="topic">{topic || 'cases'}</h2>
          <ul class="cases">{rest.filter((entry) => entry.topic === topic).map((entry) => <Line key={entry.id} entry={entry} />)}</ul>
        </div>))}
      {!shown.length && <p>No case matches. <a href={href({})}>Show all</a></p>}
    </>
  );
}
