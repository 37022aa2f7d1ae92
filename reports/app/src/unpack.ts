import type {Case, Entry} from './result';
import {remembered} from './state';

/** JSON out of a <template> that holds it as base64 of gzip. */
async function unpack<T>(id: string): Promise<T> {
  const template = document.getElementById(id) as HTMLTemplateElement | null;
  if (!template) throw new Error(`the report has no part ${id}`);
  const packed = Uint8Array.from(atob(template.content.textContent!.trim()), (c) => c.charCodeAt(0));
  const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(plain).text()) as T;
}

export const readIndex = () => unpack<{version: string; cases: Entry[]}>('index');

const asked = new Set<number>();

/** A case by its place in the index: undefined until it is unpacked, a text when it cannot be. */
export function readCase(place: number): Case | string | undefined {
  const [of, set] = remembered<Case | string | undefined>(`case ${place}`, undefined);
  if (!asked.has(place)) unpack<Case>(`case-${place}`).then(set, (error) => set(String(error)));
  asked.add(place);
  return of;
}
