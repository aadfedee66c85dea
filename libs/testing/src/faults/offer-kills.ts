/**
 * The kill matrix of an offered update, from the notification to the card that was put in again: each process, the desk part too, is killed
 * with SIGKILL at each point of it and started again. The holder does what they always do, once each. Fault harness only; governing
 * document: faults.md 1 to 6.
 */
import type { Reinsertion } from '@cardwright/contracts/nats/issuance.api';
import type { OfferRow } from '@cardwright/contracts/update/update-offer';
import { waitFor } from '@cardwright/embedded-servers/process';
import { brokenChains, brokenRecords } from '../invariants.js';
import { patientApi } from '../patient-api.js';
import type { TestSystem } from '../system.js';
import type { Flow } from './flows.js';
import { processNames, type KillRow } from './kill-campaign.js';
import { OfferPlace, type CardInUse } from './offer-place.js';

/** `due`: the version of the profile is published that changes the card, and nobody has heard of it. */
export const offerPoints = ['due', 'shown', 'accepted', 'in the saga', 'awaiting reinsertion'] as const;
export type OfferPoint = (typeof offerPoints)[number];
export const offerProcesses: readonly KillRow['process'][] = [...processNames, 'desk'];

export interface OfferKillOptions {
  processes: readonly KillRow['process'][];
  points: readonly OfferPoint[];
  report?: (row: KillRow) => void;
}

interface Kill {
  process: KillRow['process'];
  point: OfferPoint;
}

/** Each step of a run: with a process killed in it, on a machine that does other work too. */
const stepMs = 90_000;

/** One card, again and again, and another one after each finding. */
export async function runOfferKills(
  system: TestSystem,
  { processes, points, report }: OfferKillOptions,
): Promise<{ rows: KillRow[]; findings: string[] }> {
  const kills = processes.flatMap((process) => points.map((point): Kill => ({ process, point })));
  const place = await OfferPlace.start(system);
  const rows: KillRow[] = [];
  try {
    let card = await place.newCard();
    const uncut = await new OfferRun(place, card).findings();
    if (uncut.length > 0) throw new Error(`an offer does not work without any fault: ${uncut.join('; ')}`);
    for (const kill of kills) {
      const run = new OfferRun(place, card, kill);
      const findings = await run.findings();
      const { recoveryMs } = run;
      const { process, point: stage } = kill;
      const moment = 'after the effect';
      const row: KillRow = { process, flow: 'offer', dialect: 'vendor', stage, moment, findings, recoveryMs };
      rows.push(row);
      report?.(row);
      if (findings.length > 0) card = await place.newCard();
    }
    return {
      rows,
      findings: [...(await brokenChains(patientApi(system.api))), ...(await brokenRecords(place.parts.records))],
    };
  } finally {
    await place.stop();
  }
}

class OfferRun {
  /** From the kill until what the holder does next has had its effect. */
  recoveryMs = 0;
  private killedAt: number | undefined;
  private killed: Promise<void> = Promise.resolve();
  private away = false;
  private over = false;

  constructor(
    private readonly place: OfferPlace,
    private readonly inUse: CardInUse,
    private readonly kill?: Kill,
  ) {}

  /** What is broken, in words. */
  async findings(): Promise<string[]> {
    const { offersShown } = this.place.parts;
    const before = await offersShown();
    const findings: string[] = [];
    try {
      await this.through(findings);
    } catch (error) {
      findings.push((error as Error).message);
    }
    this.over = true;
    await this.killed.catch((error: Error) => findings.push(error.message));
    const shown = (await offersShown()) - before;
    // Whoever dies while it is shown takes it away, and shows it again.
    const again = this.kill?.point === 'shown' && ['agent', 'desk'].includes(this.kill.process) ? 1 : 0;
    if (shown !== 1 + again) findings.push(`the offer was shown ${shown} times`);
    return findings;
  }

  private async through(findings: string[]): Promise<void> {
    const { place } = this;
    const { card, driver } = this.inUse;
    const { readerName, parts } = place;
    const { desktop, progress } = parts;
    const { slots } = parts.workstation;
    const before = certificateOf(await card.snapshot());

    await place.makeDue();
    this.at('due');
    await until('the offer is shown', async () => (await desktop.shown()) === 1);
    await this.passed();

    this.at('shown');
    await this.killed;
    await until('the offer is shown, once', async () => (await desktop.shown()) === 1);
    await this.passed();
    await desktop.click();
    const accepted = async () => (await this.offer()).state === 'accepted';
    await until('the offer is accepted', accepted);

    const checks = await place.checks();
    this.at('accepted');
    await this.killed;
    // While the holder signs in: an agent that starts asks what there is for the card.
    if (this.kill?.point === 'accepted' && this.kill.process === 'agent')
      await until('the agent asks again', async () => (await place.checks()) > checks);
    const { offerId } = await this.offer();
    if (this.kill?.point === 'in the saga')
      void progress
        .next(({ step }) => step?.kind === 'generate-key' && step.phase === 'finished')
        .then(() => this.at('in the saga'))
        .catch((error: Error) => findings.push(error.message));
    const requestId = await driver.begin(beginOf(offerId), () => this.killedAt !== undefined);
    if (requestId === undefined) throw new Error('nothing began');
    const follow = { away: () => this.away, backAt: () => this.killedAt ?? Date.now(), findings };
    const { completed } = await driver.follow(requestId, follow);
    if (!completed) throw new Error('the update is not completed');
    await this.passed();
    const after = certificateOf(await card.snapshot());
    if (after === before) findings.push('the certificate is the old one');
    await until('the request waits for the card to be put in again', async () => {
      return (await this.reinsertion(requestId))?.state === 'AWAITING_REINSERT';
    });

    this.at('awaiting reinsertion');
    await slots.remove(readerName);
    await this.killed;
    await slots.insert(readerName, card);
    await until('the card is seen to be put in again', async () => {
      return (await this.reinsertion(requestId))?.endedAt != null;
    });
    await this.passed();
    const { state, why } = (await this.reinsertion(requestId))!;
    // The desk part is back before the card is: its holder's programs are looked at.
    if (state !== 'PROPAGATED') findings.push(`the reinsertion ended as ${state} (${why})`);
    await until('the offer is done', async () => (await this.offer()).state === 'done');
    const { outcome, requestId: begun, postponements } = await this.offer();
    if (outcome !== 'COMPLETED' || begun !== requestId) findings.push(`the offer ended as ${outcome} of ${begun}`);
    if (postponements.length > 0) findings.push(`the offer was put off: ${JSON.stringify(postponements)}`);
    if ((await desktop.shown()) > 0) findings.push('something is still on the screen');
    findings.push(...(await driver.broken()));
  }

  /** The moment of the kill, if it is this one: the holder goes on meanwhile. */
  private at(point: OfferPoint): void {
    if (this.kill?.point !== point || this.over) return;
    this.killedAt = Date.now();
    this.away = true;
    this.killed = this.place.kill(this.kill.process).finally(() => (this.away = false));
    // Awaited with the step.
    this.killed.catch(() => undefined);
  }

  /** A step has had its effect, and whoever was killed in it is back. */
  private async passed(): Promise<void> {
    await this.killed;
    if (this.killedAt !== undefined && this.recoveryMs === 0) this.recoveryMs = Date.now() - this.killedAt;
  }

  private async offer(): Promise<OfferRow> {
    const { rows } = await this.place.parts.api<{ rows: OfferRow[] }>(
      'GET',
      `/devices/${this.inUse.deviceId}/update-offers`,
    );
    return rows[0]!;
  }

  private async reinsertion(requestId: string): Promise<Pick<Reinsertion, 'state' | 'why' | 'endedAt'> | undefined> {
    const [row] = await this.place.parts.records.query<Pick<Reinsertion, 'state' | 'why' | 'endedAt'>>(
      `SELECT state, why, ended_at AS "endedAt" FROM issuance.reinsertion WHERE request_id = $1`,
      [requestId],
    );
    return row;
  }
}

/** "Update now" on the page. */
const beginOf = (offerId: string): Flow => ({
  ...{ name: 'renew', needs: 'active', leaves: 'active' },
  start: (api) => api('POST', `/update-offers/${offerId}/begin`),
});

const certificateOf = ({ objects }: { objects: Record<string, Uint8Array> }): string =>
  Buffer.from(objects['5FC105'] ?? []).toString('hex');

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  if (!(await waitFor(condition, stepMs))) throw new Error(`not so after ${stepMs / 1000} s: ${what}`);
}
