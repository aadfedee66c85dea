/** What the router has of the list of certificates: its title, and what its address says. Ends and changes are in days. */
import type { CertificateSort } from '@cardwright/contracts/nats/certificate-list';
import type { Sorted } from '@cardwright/contracts/nats/list-filters';

export interface CertificateSearch extends Sorted<CertificateSort> {
  q?: string;
  status?: string;
  /** Key reference: `9A`. */
  slot?: string;
  /** Credential profile. */
  profile?: string;
  issuer?: string;
  /** Id of a device. */
  device?: string;
  /** Id of a person. */
  person?: string;
  expires?: number;
  changed?: number;
}

/** Apart from the other texts: the navigation has it on every page. */
export const certificatesTitle = 'Certificates';
