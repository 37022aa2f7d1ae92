import {h} from './h';
import {Tuple} from './endpoint';
import {lossText} from './ladder';
import {toOf} from './ladder_rows';
import {Heads, Wide, plural} from './parts';
import type {Step} from './result';
import {packetHref, type Route} from './route';
import {remembered} from './state';

/** The ladder as a table; built only when it is opened. */
export function PacketTable({step, route}: {step: Step; route: Route}) {
  const [open, set] = remembered(`${route.case} ${step.number} table`, false);
  return (
    <details onToggle={(e) => set(e.currentTarget.open)}>
      <summary>all {plural(step.crossings.length, 'packet')} as a table</summary>
      {open && <Wide label="packets"><table>
        <Heads of={['frame', 'ms', 'from', 'to', 'packet', 'source > destination', 'ttl', 'size', 'remarks']} />
        <tbody>{step.crossings.map((c) => (
          <tr key={c.id} class={c.offending ? 'wrong' : ''}>
            <td><a href={packetHref(route, step, c)}>{c.frame}</a></td>
            <td>{(c.time_ns / 1e6).toFixed(2)}</td>
            <td>{c.from}.{c.from_interface}</td>
            <td>{toOf(c)}{c.to_interface && '.' + c.to_interface}</td>
            <td>{c.kind}{c.carrying && ` carrying ${c.carrying}`}</td>
            <td><Tuple of={c} /></td>
            <td>{c.ttl || ''}</td>
            <td>{c.length || ''}</td>
            <td>{[c.offending && '⚑ went wrong', c.lost && lossText(c), c.repeated && 'resent', c.bad_checksum && 'bad checksum'].filter(Boolean).join(', ')}</td>
          </tr>))}
        </tbody>
      </table></Wide>}
    </details>
  );
}
