import {Fragment, h} from './h';
import {Findings} from './findings';
import {Ladder} from './ladder';
import {PacketDetails} from './packet';
import {Badge, Wide} from './parts';
import type {Case, Flow, Step} from './result';
import {go, stepHref, type Route} from './route';
import {WayTable} from './way';
import {MismatchBox} from './wrong_hop';

const mostFlows = 12;

function FlowView({step, flow}: {step: Step; flow: Flow}) {
  return (
    <div class="flow">
      <h4><code>{flow.protocol} {flow.local} &gt; {flow.remote}</code> {flow.outcome}{flow.served ? ` by ${flow.served}` : flow.server ? `, real server ${flow.server}` : ''}</h4>
      <WayTable step={step} flow={flow} />
    </div>
  );
}

function Counters({step}: {step: Step}) {
  if (!step.counters.length) return null;
  return (
    <details open={step.verdict === 'failed'}>
      <summary>counters: {step.counters.length}</summary>
      <Wide label="counters"><table>
        <thead><tr><th>counter</th><th class="number">before</th><th class="number">after</th><th class="number">change</th></tr></thead>
        <tbody>{step.counters.map((c) => <tr key={c.path}><th scope="row"><code>{c.path}</code></th><td class="number">{c.before}</td><td class="number">{c.after}</td><td class="number">{c.after >= c.before ? c.after - c.before : c.after}</td></tr>)}</tbody>
      </table></Wide>
    </details>
  );
}

function Body({of, step, route}: {of: Case; step: Step; route: Route}) {
  const selected = route.step === String(step.number) ? step.crossings.find((c) => String(c.id) === route.packet) : undefined;
  return (
    <>
      {step.mismatches.map((mismatch, i) => <MismatchBox key={i} of={of} step={step} mismatch={mismatch} route={route} />)}
      {step.verdict !== 'failed' && <Findings step={step} route={route} />}
      {step.flows.slice(0, mostFlows).map((flow, i) => <FlowView key={i} step={step} flow={flow} />)}
      {step.flows.length > mostFlows && <p class="hint">{step.flows.length - mostFlows} more connections are in run.json.</p>}
      <div class={selected ? 'stage open' : 'stage'}>
        <Ladder step={step} route={route} />
        {selected && <PacketDetails packet={selected} step={step} route={route} of={of} />}
      </div>
      <Counters step={step} />
      {step.output && <details open={step.verdict === 'failed'}><summary>output</summary><pre tabIndex={0} aria-label="output">{step.output}</pre></details>}
    </>
  );
}

/** One step; `open` ones are drawn, the others only named until they are opened. */
export function StepView({of, step, route, open}: {of: Case; step: Step; route: Route; open: boolean}) {
  const toggle = (event: Event) => {
    event.preventDefault();
    go({case: route.case, step: open ? 'none' : String(step.number)});
  };
  return (
    <section class={`step ${step.verdict}`} id={`step-${step.number}`}>
      <h3>
        <a href={stepHref(route, step)} aria-expanded={open} role="button" onClick={toggle}
          onKeyDown={(e) => e.key === ' ' && toggle(e)}>
          <span class="nr">{step.number}</span> {step.name}
        </a>
        <Badge verdict={step.verdict} /> <span class="outcome">{step.outcome}{step.kind === 'probe' && step.verdict === 'passed' && step.outcome !== 'answered' && ', as expected'}</span>
      </h3>
      {open && <Body of={of} step={step} route={route} />}
    </section>
  );
}
