/**
 * When a certificate is renewed: at the beginning of its window, or later, when the new one would end late enough to be worth it. Where the card
 * ends too soon for that, the card is due and not the certificate. Pure.
 */
import type { DeviceExport, ExportedCertificate } from '@cardwright/contracts/nats/issuance.api';
import { cardEnd, dayMs } from './due-kind.js';

export interface Renewal {
  certificate: ExportedCertificate;
  dueAt: number;
  notAfter: number;
  /** false: a new certificate would gain less than the profile asks for, because the card ends. */
  gains: boolean;
}

export function renewals(device: DeviceExport): Renewal[] {
  const end = cardEnd(device);
  return (device.certificates ?? []).map((certificate) => {
    const { renewalWindowDays, minimumGainDays, validityDays } = certificate;
    const notAfter = Date.parse(certificate.notAfter);
    const gain = minimumGainDays * dayMs;
    const worthIt = validityDays === null ? -Infinity : notAfter + gain - validityDays * dayMs;
    // A validity below the gain asked for: renewed at the end all the same, rather than never.
    const dueAt = Math.min(notAfter, Math.max(notAfter - renewalWindowDays * dayMs, worthIt));
    return { certificate, notAfter, dueAt, gains: end === null || end - notAfter >= gain };
  });
}
