/** Cards with something due, and what specs ask about them. */
import { randomUUID } from 'node:crypto';
import type { DeviceExport } from '@cardwright/contracts/nats/issuance.api';
import type { OfferRow } from '@cardwright/contracts/update/update-offer';
import type { UpdateStand } from './update-stand.js';

/** Its authentication certificate ends on 31 March 2027 and may be renewed from 1 March on. */
let serial = 100;
export const card = (more: Partial<DeviceExport> = {}): DeviceExport => {
  serial += 1;
  return {
    deviceId: randomUUID(),
    identityText: `ykserial:${serial}`,
    state: 'ACTIVE',
    personId: '00000000-0000-4000-9000-0000000000aa',
    profileName: 'piv',
    profileVersion: 1,
    expiresOn: '2030-01-31',
    earliestNotAfter: '2027-03-31T12:00:00.000Z',
    revision: 1,
    label: `Card ${serial}`,
    pin: 'set',
    activeRequestId: null,
    certificates: [
      {
        keyReference: '9A',
        notAfter: '2027-03-31T12:00:00.000Z',
        renewalWindowDays: 30,
        minimumGainDays: 30,
        validityDays: 365,
      },
    ],
    waiting: [],
    profileChange: null,
    ...more,
  };
};
export const renewed = (device: DeviceExport, more: Partial<DeviceExport> = {}): DeviceExport => ({
  ...device,
  revision: device.revision + 10,
  certificates: [{ ...device.certificates![0]!, notAfter: '2028-03-30T12:00:00.000Z' }],
  ...more,
});

/** Most courses begin on the same morning, each with a card of its own. */
export const morning = '2027-03-10T08:00:00.000Z';

export function holderAt(stand: () => UpdateStand) {
  const at = (time: string): void => {
    stand().time.now = Date.parse(time);
  };
  const check = async (
    device: DeviceExport,
    more: object = {},
    workstation = 'ws-1',
  ): Promise<Record<string, unknown>> => {
    const { identityText } = device;
    const asked = { identityText, agentVersion: '1', offers: 1, readerName: 'Reader 0', ...more } as const;
    const { body, error } = await stand().call(workstation, 'update.check', asked);
    return body ?? { refused: error!.code };
  };
  /** Throws unless it is offered there now. */
  const offered = async (device: DeviceExport, workstation = 'ws-1'): Promise<string> => {
    const answer = await check(device, {}, workstation);
    if (answer.answer !== 'available') throw new Error(`not offered: ${JSON.stringify(answer)}`);
    return answer.requestId as string;
  };
  const rows = async ({ deviceId }: DeviceExport): Promise<OfferRow[]> =>
    (await stand().ask('offers.list', { deviceId })).body!.offers as OfferRow[];
  return { at, check, offered, rows };
}
