/** What a finding is about, as pages of the console. Pure. */
import type { Finding } from '../api/types.js';

export interface About {
  /** null: a certificate that is on no card we know, or a person. */
  deviceId: string | null;
  /** null: about no single certificate. onRecord: it has a page. */
  certificate: { serialNumberHex: string; onRecord: boolean } | null;
  personId: string | null;
}

/** A key reference is two characters; a serial number of the CA has never less than eight. */
const serialNumber = /^[0-9A-Fa-f]{8,}$/;
/** Either the CA or the record does not know it. */
const withoutPage = /^(CERTIFICATE_UNKNOWN_TO_CA|ORPHAN_NOT_ON_RECORD|ORPHAN_WITHOUT_REQUEST)$/;

export function aboutOf({ code, subject, deviceId }: Pick<Finding, 'code' | 'subject' | 'deviceId'>): About {
  const ofCertificate = /^(CERTIFICATE|ORPHAN)_/.test(code) && serialNumber.test(subject);
  return {
    deviceId,
    certificate: ofCertificate ? { serialNumberHex: subject, onRecord: !withoutPage.test(code) } : null,
    personId: code.startsWith('PERSON_') ? subject : null,
  };
}
