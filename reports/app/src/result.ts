/** The run as C++ writes it (reports/run.schema.json says what each field means). */
export type Verdict = 'passed' | 'failed' | 'skipped' | 'error';

export interface Place { line: number; column: number; length: number }

export interface Crossing {
  id: number; journey: number; time_ns: number;
  from: string; from_interface: string; to: string; to_interface: string; network: string;
  kind: string; source: string; destination: string; carrying: string;
  ttl: number; length: number; lost: boolean; switch_ports?: string[]; bad_checksum: boolean; frame: number;
  rewritten: string[]; offending: boolean; repeated: boolean; flow: string; bytes_hex: string;
}

export interface Hop {
  hop: string; from: string; to: string; network: string; tuple: string;
  source: string; destination: string; rewritten: string[];
  packets: number; ttl: number; frame: number; network_interface: string;
}

export interface Mismatch {
  claim: string; place: Place; message: string; wanted: string; seen: string;
  hop: string; interface: string; frame: number; command: string;
}

export interface Remedy { node: string; command: string; note: string }

export interface Finding {
  id: string; text: string; at: string; evidence: string[]; crossings: number[]; flows?: number[];
  rules_out: string[]; remedy: Remedy[];
}

export interface Flow {
  client: string; server: string; protocol: string; local: string; remote: string;
  outcome: string; served: string; answer: string; request: Hop[]; reply: Hop[];
  expected_request?: string[]; expected_reply?: string[];
}

export interface Step {
  number: number; name: string; kind: string; text: string; place: Place; verdict: Verdict;
  outcome: string; output: string; findings: Finding[]; flows: Flow[];
  mismatches: Mismatch[]; counters: {path: string; before: number; after: number}[];
  crossings: Crossing[]; crossings_left_out: number;
}

export interface Need {
  item: string; judged: boolean; proven: boolean; outcome: string; finding: string;
  expected: string; step: string; reason: string; place: Place;
}

export interface Ablation {
  removed: string[]; verdict: Verdict; outcome: string; step: string; findings: string[];
}

export interface Why {
  items: string[]; rows: Ablation[]; sufficient: string[][];
  labs_run: number; labs_saved: number; notes: string[];
}

export interface Fix {
  changes: {node: string; command: string; item: string; note: string}[];
  costs: string[]; diff: string;
}

export interface Item { path: string; text: string; translated: string }

export interface Node {
  name: string; role: string;
  interfaces: {name: string; network: string; mac: string; addresses: string[]}[];
  items: Item[]; serves: string[]; commands?: string[]; tables: Record<string, string>;
}

export interface Case {
  file: string; name: string; about: string; director: string; kernel: string; verdict: Verdict;
  reason: string; source: string; networks: {name: string; mtu: number}[]; nodes: Node[];
  steps: Step[]; needs: Need[]; why: Why;
  fixes: {goal?: string; causes?: string[]; fixes: Fix[]; tried: string[]; labs_run: number};
  warnings: {id: string; message: string; remedy: string; place: Place}[];
  predictions: string[]; notes: string[]; pcapng: string; kept: string[];
  frames: number; frames_lost: number; seconds: number;
}

/** What the overview knows of a case before it is opened. */
export interface Entry {
  id: string; file: string; topic: string; name: string; director: string; kernel: string;
  verdict: Verdict; headline: string; notes: string[]; words: string; seconds: number; capture: string;
}
