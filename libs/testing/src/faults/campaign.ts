/**
 * Many cuts on one running system: lanes with a card each take the cuts that fit what their card is now, and do the flow in between
 * uncut where none fits (a card is recycled to be issued again). The APDUs of each flow are measured on the first card, so the cuts
 * are those of this very run. Fault harness only.
 */
import type { DialectName } from '@cardwright/simulated-card/card/card-state';
import { personId } from '../issue.js';
import { brokenChains, brokenRecords } from '../invariants.js';
import { openRecords } from '../records.js';
import type { TestSystem } from '../system.js';
import { CardUnderTest, type CutResult } from './cut-run.js';
import { seededRandom, shuffled } from '../seeded-random.js';
import { allCuts, byKind, sampleOf, type CommandKind, type CutPoint } from './cut-points.js';
import { flowNamed, neededFor, towards, wayOf, type Flow, type FlowName } from './flows.js';
import { Lane } from './lane.js';
import type { OtherClients } from './other-clients.js';
import type { PasskeyParties } from './passkey-parties.js';
import type { PasskeyPlace, PasskeyWay } from './passkey-place.js';
import { deletionsAtMost, said } from './saga-driver.js';
import { startPcscWorkstation, startWorkstation } from './workstation.js';

export interface CampaignOptions {
  dialect: DialectName;
  flows: readonly FlowName[];
  profileName: string;
  seed: number;
  /** Cuts per flow; absent: all. */
  sample?: number;
  /** Only cuts at these APDUs. */
  from?: number;
  to?: number;
  /** Only cuts of these commands. */
  kinds?: readonly CommandKind[];
  /** So many of each flow were tried by a campaign of the same seed, which was stopped: the others are. */
  tried?: number;
  /** Each cut so often (1): on other cards, out for other times. */
  times?: number;
  /** Cards at the same time. */
  lanes: number;
  /** Real PC/SC in between instead of readers in the agent. */
  pcsc?: boolean;
  firstSerial: number;
  /** No further cut once it is aborted: what is left counts as not tried. */
  stop?: AbortSignal;
  /** The relying parties of the system, for flows with a passkey. */
  parties?: PasskeyParties;
  report?: (row: CutRow) => void;
  /** Looks at a card after each so many cuts (50), and at one at the end. */
  others?: OtherClients | undefined;
  lookEvery?: number;
}

export interface CutRow extends Omit<CutResult, 'events'> {
  flow: FlowName;
  dialect: DialectName;
  cut: CutPoint;
  pauseMs: number;
}

export interface Campaign {
  rows: CutRow[];
  /** APDUs of an uncut run. */
  apdus: Partial<Record<FlowName, number>>;
  /** Findings of uncut runs and of the whole at its end. */
  findings: string[];
  /** Cards that other clients looked at. */
  looked: number;
}

export const demoPeople =
  'external_id,given_name,surname,display_name,email,upn\nF1,Grace,Hopper,Grace Hopper,g@example.test,g@example.test\n';
/** How long the card stays out of the reader: it is put back while the saga is still finding out, while it parks, and long after. */
const pausesMs = [0, 0, 30, 100, 250, 600];

export async function runCampaign(system: TestSystem, options: CampaignOptions): Promise<Campaign> {
  const { dialect, lanes: count, firstSerial, seed, profileName } = options;
  const random = seededRandom(seed);
  const { api } = system;
  await api('POST', '/people/import', { csv: demoPeople });
  const person = await personId(api, 'F1');
  const records = await openRecords(system, { connections: count });
  const start = options.pcsc === true ? startPcscWorkstation : startWorkstation;
  const chosen = options.flows.filter((name) => (flowNamed(name).only ?? dialect) === dialect);
  const way = wayOf(chosen);
  const workstation = await start(system, {
    ...{ name: `faults-${dialect}-${firstSerial}`, readers: count, withDesk: way === 'platform' },
  });
  const names = workstation.slots.readerNames;
  const campaign: Campaign = { rows: [], apdus: {}, findings: [], looked: 0 };
  let serial = firstSerial;
  const places: PasskeyPlace[] = [];
  if (way !== undefined)
    for (const index of names.keys())
      places.push(
        await options.parties!.place(way, {
          ...{ api, at: system.at, records, name: `${dialect}-${firstSerial + index}-p` },
          desk: workstation.desk,
        }),
      );
  const offers = chosen.some((name) => flowNamed(name).offered);
  const lanes =
    offers || chosen.some((name) => flowNamed(name).byHolder)
      ? await Promise.all(
          names.map((_, index) => Lane.open({ system, records }, dialect, `${dialect}-${firstSerial + index}`)),
        )
      : undefined;
  const newCard = (readerName: string): Promise<CardUnderTest> => {
    const lane = lanes?.[names.indexOf(readerName)];
    const passkeys = places[names.indexOf(readerName)];
    const holder = {
      ...{ profileName, personId: person },
      ...(lane !== undefined && { lane, personId: lane.personId, ...(offers && { profileName: lane.profileName }) }),
      ...(passkeys && { passkeys }),
    };
    const card = workstation.card(dialect, serial++, passkeys !== undefined);
    return CardUnderTest.insert({ api, records, workstation }, card, {
      readerName,
      ...holder,
    });
  };
  const uncut = async (card: CardUnderTest, flow: Flow): Promise<CutResult> => {
    const result = await card.run(flow).catch(brokenOff);
    for (const finding of result.findings) campaign.findings.push(`uncut ${flow.name}: ${finding}`);
    return result;
  };
  const measured = async (card: CardUnderTest, flow: Flow): Promise<CutResult> => {
    const result = await uncut(card, flow);
    if (result.outcome === 'unusable') throw new Error(`${flow.name} does not work without any cut`);
    return result;
  };

  const look = async (card: CardUnderTest): Promise<void> => {
    // Whoever stops the campaign may have stopped the PC/SC service of the others with it: it is of the same process group.
    if (options.others === undefined || options.stop?.aborted || card.condition !== 'active' || card.pin === null)
      return;
    campaign.looked += 1;
    await card.takeOut();
    campaign.findings.push(...(await options.others.look(card.card, card.pin)));
    await card.putIn();
  };
  let due = 0;

  try {
    const cards = await Promise.all(names.map(newCard));
    const left = new Map<Flow, CutPoint[]>();
    // In the order of the table, on one card: each flow leaves what a later one needs.
    for (const flow of neededFor(chosen)) {
      for (const card = cards[0]!; card.condition !== flow.needs;)
        await measured(card, towards(card.condition, flow.needs, way));
      const { events } = await measured(cards[0]!, flow);
      campaign.apdus[flow.name] = events.length;
      if (!chosen.includes(flow.name)) continue;
      left.set(flow, chosenCuts(allCuts(events), options, random));
      if (left.get(flow)!.length === 0) campaign.findings.push(`${flow.name} has no such cut`);
    }
    const ends = await Promise.allSettled(
      cards.map(async (first, lane) => {
        let card = first;
        const another = async (): Promise<void> => {
          await card.takeOut();
          card = cards[lane] = await newCard(names[lane]!);
        };
        for (let inVain = 0; ;) {
          const next = options.stop?.aborted ? undefined : nextFor(card, left, way);
          if (next === undefined) return;
          const { flow, cut } = next;
          if (cut === undefined) {
            const { outcome } = await uncut(card, flow);
            inVain = outcome === 'unusable' ? inVain + 1 : 0;
            if (inVain > 2) throw new Error(`${flow.name} does not work any more, without a cut and on new cards`);
            if (inVain > 0) await another();
            continue;
          }
          const pauseMs = pausesMs[Math.floor(random() * pausesMs.length)]!;
          const { events: _events, ...result } = await card.run(flow, cut, pauseMs).catch(brokenOff);
          const row: CutRow = { flow: flow.name, dialect, cut, pauseMs, ...result };
          campaign.rows.push(row);
          options.report?.(row);
          if (result.outcome === 'unusable' || card.deletions >= deletionsAtMost) await another();
          if (campaign.rows.length % (options.lookEvery ?? 50) === 0) due += 1;
          // The next card with content is looked at.
          if (due > 0 && card.condition === 'active') {
            due -= 1;
            await look(card);
          }
        }
      }),
    );
    for (const end of ends)
      if (end.status === 'rejected') campaign.findings.push(`a reader gave up: ${said(end.reason)}`);
    for (const [{ name }, { length }] of left)
      if (length > 0) campaign.findings.push(`${length} cuts of ${name} were not tried`);
    if (cards[0]!.condition === 'blank') await uncut(cards[0]!, towards('blank', 'active', way));
    await look(cards[0]!);
    campaign.findings.push(...(await brokenChains(api)), ...(await brokenRecords(records)));
  } catch (error) {
    campaign.findings.push(`the campaign broke off: ${said(error)}`);
  } finally {
    await workstation.stop();
    await records.close();
  }
  return campaign;
}

/** The system did something that the harness cannot see through: it is told, and the other cuts are made. */
const brokenOff = (error: unknown): CutResult => ({
  ...{ outcome: 'unusable', findings: [`broken off: ${said(error)}`], events: [] },
  ...{ recoveryMs: 0, durationMs: 0, attempts: 0, pinsAsked: 0, wrongPuks: 0 },
});

/** The history has room for twenty. */
const keysMovedAtMost = 10;

function chosenCuts(cuts: CutPoint[], options: CampaignOptions, random: () => number): CutPoint[] {
  const { sample, from = 0, to = Infinity, kinds, times = 1, tried = 0 } = options;
  const possible = kinds === undefined ? cuts : byKind(cuts).filter(({ kind }) => kinds.includes(kind));
  const within = possible.filter(({ apdu }) => apdu >= from && apdu <= to);
  const chosen = sample === undefined ? within : sampleOf(within, sample, random);
  const all = shuffled(Array.from({ length: times }, () => chosen).flat(), random);
  // They are taken from the end.
  return all.slice(0, Math.max(0, all.length - tried));
}

/**
 * A cut that fits the card's present state; otherwise the uncut flow that leads to a state for which cuts are left; undefined: no cut is
 * left.
 */
function nextFor(
  card: CardUnderTest,
  left: Map<Flow, CutPoint[]>,
  way: PasskeyWay | undefined,
): { flow: Flow; cut?: CutPoint } | undefined {
  for (const [flow, cuts] of left) {
    if (flow.needs !== card.condition || (flow.movesKey && card.keysMoved >= keysMovedAtMost)) continue;
    const cut = cuts.pop();
    if (cut !== undefined) return { flow, cut };
  }
  const [wanted] = [...left].find(([, cuts]) => cuts.length > 0) ?? [];
  return wanted === undefined ? undefined : { flow: towards(card.condition, wanted.needs, way) };
}
