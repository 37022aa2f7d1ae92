import type {Flow, Step} from './result';

/** A connection with its place in the step, which packets and findings name it by. */
export interface Numbered { flow: Flow; number: number }

/** The number of the connection that a crossing's `flow` ("3 request") names. */
export const numberOf = (flow: string) => (flow ? parseInt(flow) : -1);

/** "rs2" before "rs10". */
export const natural = (a: string, b: string) => a.localeCompare(b, 'en', {numeric: true});

/** The connections that a mismatch points into, or that a finding explains. */
export function wrongFlows(step: Step): Set<number> {
  const wrong = new Set(step.verdict === 'failed' ? step.findings.flatMap((finding) => finding.flows ?? []) : []);
  for (const mismatch of step.mismatches) {
    const crossing = step.crossings.find((c) => mismatch.frame && c.frame === mismatch.frame);
    if (crossing?.flow) wrong.add(numberOf(crossing.flow));
  }
  return wrong;
}

const serverOf = (flow: Flow) => flow.served || flow.server || '';

/** What alike connections have in common: how they ended, and their hops but for the server's name and addresses. */
function signature(flow: Flow): string {
  const name = (node: string) => (node === serverOf(flow) ? 'the server' : node);
  const way = (hops: Flow['request']) => hops.map((hop) => [name(hop.from), name(hop.to), hop.rewritten, hop.ttl]);
  return JSON.stringify([flow.client, flow.protocol, flow.outcome, flow.remote, way(flow.request), way(flow.reply), flow.expected_request?.length, flow.expected_reply?.length]);
}

/** Connections alike, the first of which stands for all. */
export interface Group { all: Numbered[]; wrong: boolean }

/** Every wrong connection by itself, then the others, alike ones together. */
export function groupsOf(step: Step): Group[] {
  const wrong = wrongFlows(step);
  const numbered = step.flows.map((flow, number) => ({flow, number}));
  const groups = new Map<string, Group>();
  for (const one of numbered) {
    const bad = wrong.has(one.number);
    const key = bad ? `${one.number}` : signature(one.flow);
    const group = groups.get(key) ?? {all: [], wrong: bad};
    group.all.push(one);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => Number(b.wrong) - Number(a.wrong) || natural(serverOf(a.all[0].flow), serverOf(b.all[0].flow)) || a.all[0].number - b.all[0].number);
}

/** "62 servers: rs1 to rs62", "rs2, rs10". */
export function serversOf(group: Group): string {
  const names = [...new Set(group.all.map(({flow}) => serverOf(flow)).filter(Boolean))].sort(natural);
  return names.length > 4 ? `${names.length} servers, ${names[0]} to ${names.at(-1)}` : names.join(', ');
}
