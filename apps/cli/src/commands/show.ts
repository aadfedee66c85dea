/** How a device, an inspection and a plan look to people. */
import type { DeviceDetail, InspectionReply, PlanSummary } from '@cardwright/contracts/nats/issuance.api';
import type { ReferenceDataState } from '@cardwright/contracts/card/card-image';
import type { Output } from '../output/output.js';

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
    person: device.personName,
    profile: device.profileName && `${device.profileName} v${device.profileVersion}`,
    expires: device.expiresOn,
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
      serial: ({ serialNumberHex }) => serialNumberHex,
      status: ({ serialNumberHex }) => certificates.find((row) => row.serialNumberHex === serialNumberHex)?.status,
      'not after': ({ notAfter }) => notAfter,
    },
    'No credentials.',
  );
}

const tries = (state: ReferenceDataState): string =>
  state.blocked ? 'blocked' : `${state.retriesRemaining ?? '?'} tries left${state.factory ? ', factory value' : ''}`;

export function showInspection(output: Output, reply: InspectionReply): void {
  const { device, image, model, actions } = reply;
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
    ...Object.fromEntries(
      actions.map(({ action, possible, reason }) => [action, possible ? 'possible' : `not possible: ${reason ?? '?'}`]),
    ),
  });
}

export function showPlan(output: Output, plan: PlanSummary): void {
  output.result(plan, () => {
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
    for (const drift of plan.drift) output.line(`differs: ${drift}`);
    output.line();
    output.line(`plan hash ${plan.planHash}`);
  });
}
