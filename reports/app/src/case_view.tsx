import {Fragment, h} from './h';
import {Fixes, Forecast, Needs, WhyMatrix} from './causes';
import {Compare} from './compare';
import {Rules, Source, Tables} from './deployment';
import {Badge, Copy, Section} from './parts';
import type {Case, Entry, Step} from './result';
import {href, overviewHref, type Route} from './route';
import {StepView} from './step_view';
import {Topology} from './topology';
import {readCase} from './unpack';
import {WrongHop} from './wrong_hop';

function Head({of, entry}: {of: Case; entry: Entry}) {
  return (
    <header class="case-head">
      <p><Badge verdict={of.verdict} /> <span class="hint">{entry.topic && `${entry.topic} · `}{of.director}{of.kernel && ` · kernel ${of.kernel}`} · {of.seconds.toFixed(2)} s</span></p>
      <h1 tabIndex={-1}>{of.name}</h1>
      {of.about && <p class="about">{of.about}</p>}
      <p class="where"><code>{of.file}</code>{of.pcapng && <> · <a href={entry.capture} download>capture, {of.frames} packets</a></>} <Copy text={location.href} label="copy link" what="a link to this view" /> {of.source && <Copy text={of.source} label="copy case file" what="the case file" />}</p>
      {of.reason && <p class={of.verdict === 'skipped' ? 'reason' : 'reason bad'}>{of.reason}</p>}
      {of.notes.map((note, i) => <p class="hint" key={i}>{note}</p>)}
      {of.kept?.length > 0 && <pre tabIndex={0} aria-label="the kept lab">{of.kept.join('\n')}</pre>}
    </header>
  );
}

/** The step in the link; without one, the step that failed, else one that found something, else the first. */
function isOpen(of: Case, route: Route, number: number) {
  if (route.step) return route.step === String(number);
  const first = (is: (step: Step) => unknown) => of.steps.find(is);
  const shown = first((step) => step.verdict === 'failed') ?? first((step) => step.findings.length) ?? first((step) => step.crossings.length);
  return number === (shown ?? of.steps[0])?.number;
}

export function CaseView({place, entry, cases, route}: {place: number; entry: Entry; cases: Entry[]; route: Route}) {
  const of = readCase(place);
  if (!of) return <p class="hint">opening…</p>;
  if (typeof of === 'string') return <p class="bad">This case cannot be read: {of}</p>;
  const failed = of.steps.find((step) => step.verdict === 'failed');
  return (
    <article class="case">
      <nav class="trail" aria-label="trail"><a href={overviewHref()}>all cases</a>{entry.topic && <> / <a href={href({topic: entry.topic})}>{entry.topic}</a></>}</nav>
      <Head of={of} entry={entry} />
      {failed && <WrongHop of={of} step={failed} route={route} />}
      <Fixes of={of} />
      <Topology of={of} />
      {of.steps.length > 0 && <Section title="Steps">{of.steps.map((step) => <StepView key={step.number} of={of} step={step} route={route} open={isOpen(of, route, step.number)} />)}</Section>}
      <Compare of={of} id={entry.id} cases={cases} />
      <Needs of={of} />
      <WhyMatrix of={of} />
      <Forecast of={of} />
      <Rules of={of} />
      <Tables of={of} />
      <Source of={of} />
    </article>
  );
}
