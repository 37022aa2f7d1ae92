import {h} from './h';
import {Copy, Heads, Path, Section, Wide} from './parts';
import type {Case} from './result';

/** The user's lines, and what the engine made of them where it had to. */
export function Rules({of}: {of: Case}) {
  const items = of.nodes.flatMap((node) => node.items);
  if (!items.length) return null;
  const translated = items.some((item) => item.translated);
  return (
    <Section title="Configuration">
      <Wide label="configuration"><table>
        <Heads of={['item', 'as written', translated && 'as the engine applied it']} />
        <tbody>{items.map((item) => (
          <tr key={item.path}><th scope="row"><Path text={item.path} /></th><td><code>{item.text}</code></td>
            {translated && <td>{item.translated ? <code>{item.translated}</code> : <span class="hint">the same</span>}</td>}</tr>))}
        </tbody>
      </table></Wide>
    </Section>
  );
}

export function Tables({of}: {of: Case}) {
  const nodes = of.nodes.filter((node) => Object.keys(node.tables).length > 0);
  if (!nodes.length) return null;
  return (
    <Section title="IPVS tables" note="at the end of the case">
      {nodes.flatMap((node) => Object.entries(node.tables).map(([command, output]) => (
        <details key={node.name + command} open={command.endsWith('-Ln')}>
          <summary>{node.name}: <code>{command}</code></summary>
          <pre tabIndex={0} aria-label={`${command} on ${node.name}`}>{output}</pre>
        </details>)))}
    </Section>
  );
}

export function Source({of}: {of: Case}) {
  if (!of.source) return null;
  const failing = new Set(of.steps.flatMap((step) => step.mismatches.map((m) => m.place.line)));
  of.needs.filter((n) => n.judged && !n.proven).forEach((n) => failing.add(n.place.line));
  return (
    <Section title="Case file" note={of.file}>
      <p><Copy text={of.source} label="copy case file" what="the case file" /></p>
      <details open={failing.size > 0 || of.source.length < 4000}>
        <summary>{of.source.split('\n').length - 1} lines</summary>
        <pre class="source" tabIndex={0} aria-label="case file"><ol>{of.source.replace(/\n$/, '').split('\n').map((line, i) => (
          <li key={i} id={`line-${i + 1}`} tabIndex={failing.has(i + 1) ? -1 : undefined} class={failing.has(i + 1) ? 'fails' : ''}><span class="nr" aria-hidden="true">{failing.has(i + 1) ? '✗ ' : ''}{i + 1}</span>{line || ' '}</li>))}
        </ol></pre>
      </details>
    </Section>
  );
}
