/** A manual as the help shows it: made from docs/manuals when the console is built (build/manuals.js), so that no page reads Markdown or HTML. */
export type Inline =
  | string
  | { kind: 'strong'; text: string }
  | { kind: 'code'; text: string }
  /** to: an address of the console (`/help/operator#find-somebody`), a place on the page (`#find-somebody`) or of the web. */
  | { kind: 'link'; to: string; text: string };

export type Block =
  /** id: of the English heading, in every language: the same link leads to the same task. */
  | { kind: 'heading'; level: number; id: string; text: string }
  | { kind: 'paragraph'; text: Inline[] }
  | { kind: 'list'; ordered: boolean; items: Block[][] }
  | { kind: 'code'; text: string }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][] }
  /** light, dark: addresses of the same picture in both colour schemes. width, height: in pixels, so that its place is kept until it comes. */
  | { kind: 'picture'; alt: string; light: string; dark: string; width: number; height: number };

export interface Manual {
  /** Which it is written in: English where there is no German one. */
  language: 'en' | 'de';
  title: string;
  blocks: Block[];
}

/** In the order in which the help lists them; `update` is what notifications of updates lead to. */
export const manualNames = ['cardholder', 'update', 'operator', 'administrator', 'integrator'] as const;
export type ManualName = (typeof manualNames)[number];
export const isManualName = (name: string): name is ManualName => (manualNames as readonly string[]).includes(name);
