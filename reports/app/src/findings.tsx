import {Fragment, h} from './h';
import {Command} from './parts';
import type {Finding, Step} from './result';
import {packetHref, type Route} from './route';

/** Lines of evidence that are shown before one asks for more. */
const mostLines = 6;

const Lines = ({of}: {of: string[]}) => <ul class="evidence">{of.map((line, i) => <li key={i}>{line}</li>)}</ul>;

function Evidence({finding, step, route}: {finding: Finding; step: Step; route: Route}) {
  const packets = finding.crossings.map((id) => step.crossings.find((c) => c.id === id)).filter((c) => c !== undefined);
  return (
    <>
      <Lines of={finding.evidence.slice(0, mostLines)} />
      {finding.evidence.length > mostLines && <details><summary>{finding.evidence.length - mostLines} more lines of evidence</summary><Lines of={finding.evidence.slice(mostLines)} /></details>}
      {packets.length > 0 && <p>packets: {packets.map((c) => (
        <a key={c.id} class="packet-link" href={packetHref(route, step, c)}>{c.kind} in frame {c.frame}</a>))}</p>}
      {finding.rules_out.length > 0 && <details><summary>ruled out: {finding.rules_out.length}</summary><ul>{finding.rules_out.map((line, i) => <li key={i}>{line}</li>)}</ul></details>}
    </>
  );
}

/** The first of a connection is its cause, the others follow from it. */
const follows = (step: Step, i: number) =>
  step.findings.slice(0, i).some((before) => !before.flows || before.flows.some((flow) => step.findings[i].flows?.includes(flow)));

/** `titled`: the text of the first stands above already. */
export function Findings({step, route, titled}: {step: Step; route: Route; titled?: boolean}) {
  return (
    <>
      {step.findings.map((finding, i) => (
        <article class="finding" key={i}>
          <h3><span class="eyebrow">{follows(step, i) ? 'then' : 'cause'}</span> <b>{finding.id}</b>{finding.at && <span class="hint"> at {finding.at}</span>}</h3>
          {!(titled && i === 0) && <p>{finding.text}</p>}
          <Evidence finding={finding} step={step} route={route} />
          {finding.remedy.length > 0 && <h4>what to do</h4>}
          {finding.remedy.map((remedy, k) => <div key={k}><Command node={remedy.node} text={remedy.command} />{remedy.note && <p class="hint">{remedy.note}</p>}</div>)}
        </article>
      ))}
    </>
  );
}
