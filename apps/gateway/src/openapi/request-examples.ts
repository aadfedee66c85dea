/**
 * Bodies as a program sends them first, by the operation: examples in the document, and what its reader tries. Each one is a valid body (openapi.spec);
 * ids are made up.
 */
import type { OpenAPIObject } from '@nestjs/swagger';

const workstationId = 'ws-7Q2M4K9D';
const readerName = 'ACS ACR39U ICC Reader 00 00';
const reasonText = 'Ticket 4711';
const reference = { workstationId, readerName };
const personId = '7c1f6f0a-2f3b-4b57-9a52-3a0c6f1d2e90';
const issue = { personId, profileName: 'piv-four', ...reference, pinChange: 'holder' };

interface Example {
  summary: string;
  value: object;
}

export const requestExamples: Readonly<Record<string, Readonly<Record<string, Example>>>> = {
  'People.create': {
    person: {
      summary: 'A person with an account in a directory',
      value: {
        ...{ externalId: 'E1042', givenName: 'Zoë', surname: 'Ångström', email: 'zoe@example.org' },
        ...{ upn: 'zoe@corp.example', organizationalUnit: 'Engineering/Compilers' },
      },
    },
  },
  'People.change': {
    moved: { summary: 'Another unit, and no mailbox', value: { organizationalUnit: 'Sales', email: null } },
  },
  'Inspections.inspect': { reader: { summary: 'What is in this reader', value: reference } },
  'Devices.plan': { holder: { summary: 'A dry run for a card whose holder chooses the PIN', value: issue } },
  'Devices.issue': {
    holder: { summary: 'The holder chooses the PIN', value: issue },
    pending: {
      summary: 'An initial PIN; an operator activates the card later',
      value: { ...issue, pinChange: 'none' },
    },
  },
  'Devices.bind': {
    person: { summary: 'A blank card for a person who sets it up', value: { personId, profileName: 'piv-four' } },
  },
  'Devices.reprovision': {
    profile: { summary: 'The profile has changed', value: { ...reference, reason: 'PROFILE_CHANGED' } },
  },
  'Devices.requestReprovision': {
    profile: { summary: 'Its holder shall do it', value: { reason: 'PROFILE_CHANGED' } },
  },
  'Devices.update': {
    renew: { summary: 'Two certificates anew', value: { ...reference, reason: 'RENEW', keyReferences: ['9A', '9C'] } },
  },
  'Devices.resetPin': { forgotten: { summary: 'A forgotten PIN', value: { ...reference, reason: 'FORGOTTEN_PIN' } } },
  'Devices.lock': { exposed: { summary: 'Somebody has seen the PIN', value: { ...reference, reason: 'PIN_EXPOSED' } } },
  'Devices.recycle': {
    returned: { summary: 'A card that came back', value: { ...reference, reasonText: 'Returned by its holder' } },
  },
  'Devices.replace': {
    lost: { summary: 'A lost card', value: { kind: 'permanent', reason: 'LOST', reasonText } },
    forgotten: { summary: 'A temporary card for the day', value: { kind: 'temporary', reason: 'FORGOTTEN' } },
  },
  'Devices.suspend': { misplaced: { summary: 'It may be found again', value: { reason: 'MISPLACED', reasonText } } },
  'Devices.resume': { found: { summary: 'It was found', value: { reason: 'FOUND' } } },
  'Devices.terminate': { lost: { summary: 'It is lost', value: { reason: 'LOST', reasonText } } },
  'Sagas.retry': { elsewhere: { summary: 'At another workstation', value: { workstationId } } },
  'Sagas.cancel': { asked: { summary: 'With a reason in words', value: { reasonText: 'The holder has left' } } },
};

/** Changes the document. */
export function addRequestExamples(document: OpenAPIObject): void {
  for (const { post, patch } of Object.values(document.paths))
    for (const operation of [post, patch]) {
      const examples = requestExamples[operation?.operationId ?? ''];
      if (operation?.requestBody === undefined || examples === undefined || '$ref' in operation.requestBody) continue;
      Object.assign(operation.requestBody.content['application/json']!, { examples });
    }
}
