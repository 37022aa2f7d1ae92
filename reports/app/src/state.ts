/** What the page remembers while it is open: which switches are on, what was copied last. */
const memory = new Map<string, unknown>();
let draw = () => {};

export const onChange = (redraw: () => void) => void (draw = redraw);

/** A value under a name, and how to set it; setting draws the page anew. */
export function remembered<T>(name: string, start: T): [T, (value: T) => void] {
  const value = memory.has(name) ? (memory.get(name) as T) : start;
  return [value, (now) => {
    memory.set(name, now);
    draw();
  }];
}
