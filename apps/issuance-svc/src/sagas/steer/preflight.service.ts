/**
 * Everything that can be checked about an issue before it starts (model.md section 4 step 1, and F04's dry run): the person, the card, the
 * profile, and the plan for the card as it is now. Only reads the card (D21).
 */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OtherApplication } from '@cardwright/contracts/card/card-applications';
import { identityText, type CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { subjectOf } from '@cardwright/contracts/card/card-step';
import { cardSteps } from '@cardwright/contracts/card/card-steps';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ImageScope } from '@cardwright/contracts/nats/edge.api';
import type { PlanSummary } from '@cardwright/contracts/nats/plan-summary';
import { planIssue } from '@cardwright/card-plan/plan-issue';
import { withRoom } from '@cardwright/card-plan/room';
import type { CardPlan } from '@cardwright/card-plan/planned-step';
import { RpcClient, type CallContext } from '@cardwright/service-kit/nats/rpc-client';
import { archivedCertificateProfile } from '../../card/certified-keys.js';
import { CertificateChecks } from '../../card/certificate-check.js';
import { AttestationGate } from '../../card/attestation-gate.js';
import { PasskeyReadiness, type ForeseenPasskey } from './passkey-readiness.js';
import { CardVault } from '../../card/card-vault.js';
import { StockValues } from '../../card/stock-values.js';
import { CardModelRegistry } from '../../records/models/card-model-registry.js';
import { bindCard } from '../../domain/bound-card.js';
import { issueRefusal, requireAllowed } from '../../domain/card-eligibility.js';
import { plannedKept, pukMayStay, type KeptCase } from '../../domain/kept-secrets.js';
import { besideAnother, requireIdentity } from '../../domain/expected-card.js';
import type { CredentialProfileVersionEntity } from '../../persistence/credential-profile-version.entity.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import type { PersonEntity } from '../../persistence/person.entity.js';
import { PreflightDoctor } from '../../card/preflight-doctor.js';

/** asked: the values of its stock batch that the card keeps, and whether that was accepted. foreseen: where the profile makes a passkey. */
export interface PlannedIssue {
  plan: CardPlan;
  asked: KeptCase;
  foreseen?: ForeseenPasskey | undefined;
}

@Injectable()
export class PreflightService {
  constructor(
    private readonly rpc: RpcClient,
    private readonly vault: CardVault,
    private readonly models: CardModelRegistry,
    private readonly attestations: AttestationGate,
    private readonly passkeys: PasskeyReadiness,
    readonly stock: StockValues,
    readonly doctor: PreflightDoctor,
    readonly certificates: CertificateChecks,
  ) {}

  /** Throws the code of the first rule that forbids an issue of this device to this person. */
  checkRecord(device: DeviceEntity, person: PersonEntity): void {
    if (!person.enabled) throw new CardwrightError('PERSON_DISABLED');
    if (device.personId !== null && device.personId !== person.personId)
      throw new CardwrightError('LIFECYCLE_ASSIGNED_TO_OTHER', undefined, { deviceId: device.deviceId });
    const { deviceId, state, activeRequestId: requestId } = device;
    requireAllowed(issueRefusal(state), { deviceId, state, ...(requestId !== null && { requestId }) });
  }

  /**
   * The card at the workstation as it is now; readerName: where it is said to be. Where that reader is empty or gone, the card counts in whichever
   * reader it is. Throws CARD_WRONG_DEVICE for another one there, CARD_INTERFACE_UNSUPPORTED without contacts.
   */
  async inspect(
    context: CallContext,
    device: DeviceEntity,
    workstationId: string,
    readerName: string | undefined,
    { scope = 'brief', applications = [] }: { scope?: ImageScope; applications?: OtherApplication[] } = {},
  ): Promise<{ image: CardImage; model: CardModel }> {
    const { identityText: wanted } = device;
    const asked = {
      identityText: wanted,
      ...(readerName !== undefined && { readerName }),
      ...(scope === 'full' && { scope }),
      ...(applications.length > 0 && { applications }),
    };
    const { image } = await this.rpc.edge(workstationId, 'card.inspect', asked, context);
    requireIdentity(image, wanted);
    if (readerName !== undefined && image.readerName !== readerName)
      await this.requireNoOther(context, workstationId, readerName, image);
    if (image.interface !== 'contact') throw new CardwrightError('CARD_INTERFACE_UNSUPPORTED');
    return { image, model: await this.models.ofDevice(device, image) };
  }

  /** If the named reader holds another card, the person may mean that card: CARD_WRONG_DEVICE says where each of them is. */
  private async requireNoOther(
    context: CallContext,
    workstationId: string,
    readerName: string,
    image: CardImage,
  ): Promise<void> {
    const { readers } = await this.rpc.edge(workstationId, 'readers.list', {}, context);
    const named = readers.find((reader) => reader.readerName === readerName);
    if (named?.cardPresent !== true) return;
    throw besideAnother(identityText(image.identity!), readerName, named.identityText ?? null, image.readerName);
  }

  /** Throws what the planner throws, and what the CA would refuse of the plan's certificates (CertificateChecks). */
  async plan(
    context: CallContext,
    asked: {
      device: DeviceEntity;
      person: PersonEntity;
      version: CredentialProfileVersionEntity;
      workstationId: string;
      readerName: string | undefined;
      /** For a card that replaces another one: the day on which it expires. */
      expiresOn?: string | undefined;
      acceptWellKnown?: boolean | undefined;
    },
  ): Promise<PlannedIssue> {
    const { device, person, version } = asked;
    const { passkey } = version.definition;
    const reading = passkey === undefined ? {} : { applications: ['FIDO2' as const] };
    const { image, model } = await this.inspect(context, device, asked.workstationId, asked.readerName, reading);
    const foreseen =
      passkey === undefined
        ? undefined
        : await this.passkeys.foresee(context, { ...version.definition, passkey }, person, { image, model, device });
    const limit = version.definition.keyHistory?.count ?? 0;
    const archived =
      limit === 0 ? [] : (await this.rpc.pki('archive.list', { personId: person.personId, limit }, context)).keys;
    const bound =
      device.cardUuid === null
        ? bindCard(device, person, version.definition, { today: new Date(), newUuid: randomUUID })
        : device;
    const { pivMode = false } = version.definition;
    const accepted = asked.acceptWellKnown ?? false;
    const stock = await this.stock.wellKnown(context, device.stockBatchId, model);
    const bare = planIssue({
      image,
      model,
      profile: version.definition,
      profileVersion: version.version,
      personId: person.personId,
      expiresOn: asked.expiresOn ?? device.expiresOn ?? bound.expiresOn!,
      archivedKeys: archived.map((key) => ({ ...key, certificateProfile: archivedCertificateProfile })),
      ownership: (await this.vault.ownership(context, { deviceId: device.deviceId, image, model }, 1)).ownership,
      pukMayStay: pukMayStay(stock, { pivMode, accepted }),
    });
    const card = { cardUuid: bound.cardUuid ?? null, fascNHex: bound.fascNHex ?? null };
    const derBytes = await this.certificates.require(context, person, card, bare.certificates, { doctorToo: true });
    const plan = withRoom(bare, { image, model, facts: device.cardFacts, derBytes });
    const required = version.definition.requireAttestation === true;
    plan.drift.push(...this.attestations.foresee(plan, { image, model, required }));
    return { plan, asked: { kept: plannedKept(plan, stock), pivMode, accepted }, foreseen };
  }
}

export function planSummary(plan: CardPlan, version: CredentialProfileVersionEntity): PlanSummary {
  const steps = Object.entries(plan.phases).flatMap(([phase, rows]) =>
    rows.map((step) => {
      const subject = subjectOf(step);
      return { phase, kind: step.kind, ...(subject === undefined ? {} : { subject }) };
    }),
  );
  const firstWrite = steps.findIndex(({ kind }) => cardSteps[kind].irreversible);
  return {
    planHash: plan.hash,
    profileName: version.name,
    profileVersion: version.version,
    steps,
    certificates: plan.certificates.map(
      ({ container, keyReference, algorithm, certificateProfile, notAfterAtMost }) => ({
        container,
        keyReference,
        algorithm,
        certificateProfile,
        notAfter: notAfterAtMost,
      }),
    ),
    drift: plan.drift.map(({ text }) => text),
    said: { drift: plan.drift.map(({ said }) => said) },
    pointOfNoReturn: firstWrite < 0 ? null : firstWrite,
    estimateMs: plan.estimateMs,
  };
}
