import {Fragment, h} from './h';
import {Tuple} from './endpoint';
import {Findings} from './findings';
import {Command} from './parts';
import type {Case, Crossing, Flow, Mismatch, Step} from './result';
import {packetHref, type Route} from './route';
import {WayStrip} from './way';

export const crossingOf = (step: Step, mismatch: Mismatch): Crossing | undefined =>
  mismatch.frame ? step.crossings.find((c) => c.frame === mismatch.frame) : undefined;

function flowOf(step: Step, mismatch: Mismatch): Flow | undefined {
  const touches = (flow: Flow) => [...flow.request, ...flow.reply].some((hop) => hop.frame === mismatch.frame);
  const crossing = crossingOf(step, mismatch);
  const named = crossing?.flow ? step.flows[parseInt(crossing.flow)] : undefined;
  return named ?? step.flows.find(touches) ?? step.flows[0];
}

export function MismatchBox({of, step, mismatch, route}: {of: Case; step: Step; mismatch: Mismatch; route: Route}) {
  const crossing = crossingOf(step, mismatch);
  return (
    <div class="mismatch">
      <h4><span aria-hidden="true">✗ </span>{mismatch.message}</h4>
      <dl class="beside">
        {mismatch.wanted && <><dt>expected</dt><dd><code>{mismatch.wanted}</code></dd></>}
        {mismatch.seen && <><dt>seen</dt><dd><code>{mismatch.seen}</code></dd></>}
        <dt>where</dt>
        <dd>
          {mismatch.hop && <>{mismatch.hop}{mismatch.interface && `, interface ${mismatch.interface}`} · </>}
          {crossing && <><a href={packetHref(route, step, crossing)}>frame {mismatch.frame}</a> · </>}
          <a href={`#line-${mismatch.place.line}`} onClick={(e) => showLine(e, mismatch.place.line)}>line {mismatch.place.line} of {of.file.split('/').pop()}</a>
        </dd>
      </dl>
      {mismatch.command && <details><summary>show it with tcpdump</summary><Command text={mismatch.command} /></details>}
    </div>
  );
}

/** The hash belongs to the route, so the line is scrolled to by hand. */
function showLine(event: Event, line: number) {
  event.preventDefault();
  const element = document.getElementById(`line-${line}`);
  element?.closest('details')?.setAttribute('open', '');
  element?.scrollIntoView({block: 'center'});
  element?.focus();
}

/** What `hopproof plan` prints for the nodes of a hop: to be held against one's own machines. */
function HopCommands({of, hop}: {of: Case; hop: string}) {
  const names = hop.split(' > ').map((name) => name.split(' ')[0]);
  const nodes = of.nodes.filter((node) => names.includes(node.name) && node.commands?.length);
  if (!nodes.length) return null;
  return (
    <details>
      <summary>the commands that made {nodes.map((node) => node.name).join(' and ')} in this case</summary>
      {nodes.flatMap((node) => node.commands!.map((text) => <Command key={node.name + text} node={node.name} text={text} />))}
    </details>
  );
}

/** The head of a case that failed: which hop is wrong, what was expected there, and why. */
export function WrongHop({of, step, route}: {of: Case; step: Step; route: Route}) {
  const first = step.mismatches.find((m) => m.hop) ?? step.mismatches[0];
  if (!first) return null;
  const flow = flowOf(step, first);
  const crossing = crossingOf(step, first);
  const wrongOf = (way: string) => step.mismatches.find((m) => m.claim === way) ?? (first.claim !== 'request' && way === 'reply' && first.hop && flow?.reply.some((h) => h.hop === first.hop) ? first : undefined);
  return (
    <section class="wrong-hop" aria-label="what went wrong">
      <p class="eyebrow">step {step.number}: {step.name}{step.outcome && <> — <b>{step.outcome}</b></>}</p>
      <h2>{step.findings[0]?.text ?? first.message}</h2>
      {step.findings.length > 0 && <p class="symptom"><span aria-hidden="true">✗ </span>{first.message}</p>}
      {flow && <><WayStrip name="request" hops={flow.request} wrong={wrongOf('request')} />
        <WayStrip name="reply" hops={flow.reply} wrong={wrongOf('reply')} /></>}
      <dl class="beside big">
        {first.wanted && <><dt>expected</dt><dd><code>{first.wanted}</code></dd></>}
        {first.seen && <><dt>seen</dt><dd><code>{first.seen}</code> {crossing && <a href={packetHref(route, step, crossing)}>frame {crossing.frame}</a>}</dd></>}
      </dl>
      {crossing && crossing.rewritten.length > 0 && <p class="hint">at this hop: <Tuple of={crossing} />, an asterisk marks what was rewritten</p>}
      <Findings step={step} route={route} titled />
      {first.hop && <HopCommands of={of} hop={first.hop} />}
    </section>
  );
}
