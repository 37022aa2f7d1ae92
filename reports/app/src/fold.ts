import type {Crossing} from './result';

/** One arrow of the ladder: a packet, or many alike. */
export interface Row { crossing: Crossing; all: Crossing[] }

/** What makes two packets alike: their way, their tuples, their kind without the number of bytes. */
const alike = (c: Crossing) =>
  [c.from, c.from_interface, c.to, c.to_interface, c.source, c.destination, c.kind.replace(/ \d+$/, ''), c.lost, c.switch_ports].join('|');

interface Journey { crossings: Crossing[]; signature: string; keep: boolean }

function journeysOf(crossings: Crossing[], keep: Set<number>): Journey[] {
  const byNumber = new Map<number, Journey>();
  for (const c of crossings) {
    const key = c.journey < 0 ? -1 - c.id : c.journey;
    const journey = byNumber.get(key) ?? {crossings: [], signature: '', keep: false};
    byNumber.set(key, journey);
    journey.crossings.push(c);
    journey.signature += alike(c) + '/';
    journey.keep ||= c.offending || keep.has(c.id);
  }
  return [...byNumber.values()];
}

/** How many journeys from `start` are bulk: alike, or two kinds alternating (data and its ACKs). */
function runLength(journeys: Journey[], start: number): number {
  const kinds = new Set<string>();
  let end = start;
  while (end < journeys.length && !journeys[end].keep) {
    kinds.add(journeys[end].signature);
    if (kinds.size > 2) break;
    end++;
  }
  let same = start;
  while (same < end && journeys[same].signature === journeys[start].signature) same++;
  if (end - start >= 8) return end - start;
  return same - start >= 2 ? same - start : 1;
}

function foldRun(run: Journey[]): Row[] {
  const rows = new Map<string, Row>();
  for (const journey of run) {
    for (const crossing of journey.crossings) {
      const key = alike(crossing);
      const row = rows.get(key);
      if (row) row.all.push(crossing);
      else rows.set(key, {crossing, all: [crossing]});
    }
  }
  return [...rows.values()];
}

/** Bulk becomes one arrow with a count. What offends, or is in `keep`, is never folded away. */
export function fold(crossings: Crossing[], keep: Set<number>): Row[] {
  const journeys = journeysOf(crossings, keep);
  const rows: Row[] = [];
  for (let i = 0; i < journeys.length;) {
    const length = runLength(journeys, i);
    rows.push(...foldRun(journeys.slice(i, i + length)));
    i += length;
  }
  return rows.sort((a, b) => a.crossing.id - b.crossing.id);
}

export const unfolded = (crossings: Crossing[]): Row[] => crossings.map((crossing) => ({crossing, all: [crossing]}));
