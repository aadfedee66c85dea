/**
 * Hold and release of one certificate on behalf of a suspension, however long the CA is away. One job per certificate, and the newest
 * wish counts: suspended, resumed and suspended again, no late step overtakes another. Sandbox: no Node, no Nest.
 */
import { continueAsNew, isCancellation, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { failureOf } from '@cardwright/card-saga/failure';
import type { CertificateHoldInput } from '@cardwright/contracts/workflow/card-write.contract';
import { certificateActivities } from './certificate-proxies.js';

export async function holdCertificate(input: CertificateHoldInput): Promise<void> {
  const which = `Certificate ${input.serialNumberHex}`;
  setCurrentDetails(`${which}: the CA is told what the record says of its suspension`);
  for (;;) {
    try {
      await certificateActivities.applyHold(input);
      setCurrentDetails(`${which}: record and CA agree`);
      return;
    } catch (error) {
      if (isCancellation(error)) throw error;
      setCurrentDetails(
        `${which}: the CA has not taken it over yet (${failureOf(error).code}). It is asked again by itself; look at pki-svc when this lasts.`,
      );
    }
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof holdCertificate>(input);
  }
}
