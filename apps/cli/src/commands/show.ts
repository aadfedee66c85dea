/** How a device, an inspection and a plan look to people. */
import type { Answer } from '@cardwright/api-client/client';
import type { ObjectBytes } from '@cardwright/contracts/card/card-facts';
import type { DeviceDetail, ReplacementLink } from '@cardwright/contracts/nats/issuance.api';
import type { PlanSummary } from '@cardwright/contracts/nats/plan-summary';
import type { ReferenceDataState } from '@cardwright/contracts/card/card-image';
import type { KeptSecret } from '@cardwright/contracts/card/well-known-secrets';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { clean, type Output } from '../terminal/output.js';

/** What its holder said, and what became of it. */
const askText = ({
  reason,
  reasonText,
  askedAt,
  decision,
  decisionReasonText,
}: NonNullable<DeviceDetail['replacementAsk']>): string =>
  [`another card, ${reason}, ${askedAt}`, reasonText, decision ?? 'not decided', decisionReasonText]
    .filter((part) => part !== null)
    .join('; ');

export function showDevice(output: Output, device: DeviceDetail): void {
  const { credentials, certificates } = device;
  output.fields(device, {
    device: device.deviceId,
    identity: device.identityText,
    model: device.modelId,
    state: device.state,
    operation: device.operation,
    health: device.health,
    PIN: device.pin,
    'key set': device.keyset,
    ...(device.stockBatch && { 'stock batch': device.stockBatch.name }),
    ...(device.keeps?.length && { keeps: device.keeps.map(keptText).join(', ') }),
    ...(device.cardFacts?.lacks && { 'card lacks': device.cardFacts.lacks.join(', ') }),
    ...(device.cardFacts?.objectBytes && { 'objects hold': objectText(device.cardFacts.objectBytes) }),
    person: device.personName,
    profile: device.profileName && `${device.profileName} v${device.profileVersion}`,
    expires: device.expiresOn,
    ...(device.replaces && { replaces: linkText(device.replaces) }),
    ...(device.replacedBy && { 'replaced by': linkText(device.replacedBy) }),
    ...(device.replacementAsk && { 'asked for': askText(device.replacementAsk) }),
    ...(device.openReplacement && {
      'to be replaced': `${device.openReplacement.requestId}, ${device.openReplacement.kind}`,
    }),
    ...(device.binding && {
      bound: `${device.binding.requestId}, ${device.binding.boundAt}, by ${device.binding.boundBy}`,
    }),
    ...(device.binding?.replaces && {
      'in place of': `${device.binding.replaces.label}, ${device.binding.replaces.kind}`,
    }),
    'card UUID': device.cardUuid,
    saga: device.activeRequestId,
  });
  if (output.json) return;
  output.line();
  output.table(
    credentials.filter(({ serialNumberHex }) => serialNumberHex !== null),
    {
      key: ({ keyReference }) => keyReference,
      algorithm: ({ algorithm }) => algorithm,
      state: ({ state }) => state,
      attestation: ({ attestation }) => attestation,
      serial: ({ serialNumberHex }) => serialNumberHex,
      status: ({ serialNumberHex }) => certificates.find((row) => row.serialNumberHex === serialNumberHex)?.status,
      'not after': ({ notAfter }) => notAfter,
    },
    'No credentials.',
  );
}

const keptText = ({ secret, wellKnown }: KeptSecret): string =>
  `${secret === 'puk' ? 'PUK' : 'management key'} ${wellKnown ? 'that everybody knows' : 'of its stock batch'}`;

/** How much the objects of a card hold that cannot grow: `5FC105 1221 bytes, 5FC10A below 709 bytes`. */
const objectText = (rows: Record<string, ObjectBytes>): string =>
  Object.entries(rows)
    .map(([tag, { fits, refused }]) => `${tag} ${fits === undefined ? `below ${refused}` : fits} bytes`)
    .join(', ');

const linkText = ({ label, kind, state }: ReplacementLink): string => `${label}, ${kind}, ${state}`;

const tries = (state: ReferenceDataState): string =>
  state.blocked ? 'blocked' : `${state.retriesRemaining ?? '?'} tries left${state.factory ? ', factory value' : ''}`;

export function showInspection(output: Output, reply: Answer<'/api/v1/inspections', 'post'>): void {
  const { device, image, model, actions } = reply;
  const unreadable = image.dataObjects.filter((object) => object.unreadable === true).map(({ tagHex }) => tagHex);
  const { unanswered = [] } = image;
  output.fields(reply, {
    device: device.deviceId,
    identity: device.identityText,
    state: device.state,
    reader: image.readerName,
    model: model.title,
    version: image.version,
    'management key': `${image.managementKey.algorithm ?? '?'}${image.managementKey.factory ? ', factory value' : ''}`,
    PIN: tries(image.pin),
    PUK: tries(image.puk),
    keys:
      image.keyReferences
        .filter((key) => key.keyPresent)
        .map((key) => key.keyReference)
        .join(' ') || 'none',
    ...(unreadable.length > 0 && { 'cannot be read, is kept': unreadable.join(' ') }),
    ...(unanswered.length > 0 && {
      'the card did not say': unanswered.map(({ subject, statusHex }) => `${subject} (${statusHex})`).join(' '),
    }),
    ...Object.fromEntries(
      actions.map(({ action, possible, message }) => [
        action,
        possible ? 'possible' : `not possible: ${message ?? '?'}`,
      ]),
    ),
  });
}

const acceptOption = {
  acceptHistoryLoss: '--accept-history-loss',
  acceptWellKnown: '--accept-well-known',
} as const;

/** Refuses, before anything is asked, a start whose plan has something to accept that was not accepted. Throws the first code. */
export function requireAccepted({ mustAccept = [] }: PlanSummary): void {
  const [first] = mustAccept;
  if (first === undefined) return;
  throw new CardwrightError(
    first.code,
    onlyInEnglish(
      `${first.sentence}. To go on: ${mustAccept.map(({ field }) => acceptOption[field]).join(' ')} and a reason in words`,
    ),
  );
}

export function showPlan(output: Output, plan: PlanSummary): void {
  output.result(plan, () => planLines(output, plan));
}

/** Warning first: what is lost matters more than how it is done (D20). */
export function showReprovisionPlan(
  output: Output,
  reply: Answer<'/api/v1/devices/{deviceId}/reprovision/plan', 'post'>,
): void {
  const { plan, warnings } = reply;
  output.result(reply, () => {
    output.line(clean(warnings.operator));
    output.line();
    output.table(
      warnings.replaced,
      {
        key: ({ keyReference }) => keyReference,
        'old certificate': ({ serialNumberHex }) => serialNumberHex,
        'not after': ({ notAfter }) => notAfter,
        'what becomes of it': ({ effect }) => effect,
      },
      'No certificate is replaced.',
    );
    output.line();
    planLines(output, plan);
  });
}

function planLines(output: Output, plan: PlanSummary): void {
  output.table(plan.steps, {
    phase: ({ phase }) => phase,
    step: ({ kind }) => kind,
    on: ({ subject }) => subject ?? '',
  });
  output.line();
  output.table(plan.certificates, {
    key: ({ keyReference }) => keyReference,
    algorithm: ({ algorithm }) => algorithm,
    certificate: ({ certificateProfile }) => certificateProfile,
    'not after': ({ notAfter }) => notAfter,
  });
  for (const drift of plan.drift) output.line(`differs: ${clean(drift)}`);
  for (const { sentence } of plan.keeps ?? []) output.line(`keeps: ${clean(sentence)}`);
  for (const { field, sentence } of plan.mustAccept ?? [])
    output.line(`to be accepted with ${acceptOption[field]} and a reason in words: ${clean(sentence)}`);
  for (const { ok, text, fix } of plan.doctor ?? []) if (!ok) output.line(`doctor: ${clean(text)}. ${clean(fix)}`);
  output.line();
  const last = plan.pointOfNoReturn === null ? undefined : plan.steps[plan.pointOfNoReturn];
  if (last) output.line(`from ${[last.kind, last.subject].filter(Boolean).join(' ')} on there is only forward`);
  output.line(`about ${Math.max(1, Math.round(plan.estimateMs / 1000))} s`);
  output.line(`plan hash ${plan.planHash}`);
}
