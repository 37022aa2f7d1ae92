/** Where in the report one is: kept in the hash, so that every view has a link. */
export interface Route {
  q: string; verdict: string; director: string; topic: string;
  case: string; step: string; packet: string;
}

const keys: (keyof Route)[] = ['q', 'verdict', 'director', 'topic', 'case', 'step', 'packet'];

export function readRoute(): Route {
  const said = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(keys.map((key) => [key, said.get(key) ?? ''])) as unknown as Route;
}

export function href(route: Partial<Route>): string {
  const said = new URLSearchParams();
  for (const key of keys) if (route[key]) said.set(key, route[key]!);
  return '#' + said.toString().replaceAll('%2F', '/').replaceAll('+', '%20');
}

let overview = href({});

/** The overview as it was left, with its filters. */
export function overviewHref(): string {
  const route = readRoute();
  if (!route.case) overview = href(route);
  return overview;
}

export const stepHref = (route: Route, step: {number: number}) => href({case: route.case, step: `${step.number}`});
export const packetHref = (route: Route, step: {number: number}, packet: {id: number}) => href({case: route.case, step: `${step.number}`, packet: `${packet.id}`});

/** Goes there; `replace`: without a step of its own in the history (while typing, while walking). */
export function go(route: Partial<Route>, replace = false) {
  history[replace ? 'replaceState' : 'pushState'](null, '', href(route));
  dispatchEvent(new HashChangeEvent('hashchange'));
}
