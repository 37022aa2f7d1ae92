import {Fragment, h} from './h';
import {Findings} from './findings';
import {groupsOf, serversOf, type Group} from './flows';
import {Ladder} from './ladder';
import {PacketDetails} from './packet';
import {Badge, Wide} from './parts';
import type {Case, Flow, Step} from './result';
import {go, stepHref, type Route} from './route';
import {remembered} from './state';
import {WayTable} from './way';
import {MismatchBox} from './wrong_hop';

/** Tables that are drawn at once; the connections beyond them are named, and drawn when they are opened. */
const mostTables = 12;

function FlowView({step, flow, wrong}: {step: Step; flow: Flow; wrong: boolean}) {
  return (
    <div class={wrong ? 'flow wrong' : 'flow'}>
      <h4>{wrong && <span aria-hidden="true">✗ </span>}<code>{flow.protocol} {flow.local} &gt; {flow.remote}</code> {flow.outcome}{flow.served ? ` by ${flow.served}` : flow.server ? `, real server ${flow.server}` : ''}</h4>
      <WayTable step={step} flow={flow} />
    </div>
  );
}

/** A connection that stands for all that are alike; the others are listed. */
function GroupView({step, group, at}: {step: Step; group: Group; at: string}) {
  const [first, ...others] = group.all;
  const [open, set] = remembered(at, false);
  return (
    <>
      <FlowView step={step} flow={first.flow} wrong={group.wrong} />
      {others.length > 0 && (
        <details class="alike" onToggle={(e) => set(e.currentTarget.open)}>
          <summary>{others.length} more alike: {first.flow.outcome} by {serversOf({...group, all: others})}</summary>
          {open && <ul>{others.map(({flow, number}) => <li key={number}><code>{flow.protocol} {flow.local} &gt; {flow.remote}</code> {flow.served || flow.server}</li>)}</ul>}
        </details>)}
    </>
  );
}

function Flows({step, route}: {step: Step; route: Route}) {
  const groups = groupsOf(step);
  const at = `${route.case} ${step.number} flows`;
  const [open, set] = remembered(at, false);
  const view = (group: Group) => <GroupView key={group.all[0].number} step={step} group={group} at={`${at} ${group.all[0].number}`} />;
  const rest = groups.slice(mostTables);
  return (
    <>
      {groups.slice(0, mostTables).map(view)}
      {rest.length > 0 && (
        <details class="alike" onToggle={(e) => set(e.currentTarget.open)}>
          <summary>{rest.reduce((sum, group) => sum + group.all.length, 0)} more connections{rest.some((group) => group.wrong) && `, ${rest.filter((group) => group.wrong).length} of them wrong`}</summary>
          {open && rest.map(view)}
        </details>)}
    </>
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
      <Flows step={step} route={route} />
      <div class={selected ? 'stage open' : 'stage'}>
        <Ladder of={of} step={step} route={route} />
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
