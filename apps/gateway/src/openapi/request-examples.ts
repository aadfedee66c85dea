/**
 * Bodies as a program sends them first, by the operation: examples in the document, and what its reader tries. Each one is a valid body (openapi.spec);
 * ids are made up.
 */
import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from './operations.js';
import { recordedRequests } from './generated/recorded-requests.js';

const workstationId = 'ws-7Q2M4K9D';
const readerName = 'ACS ACR39U ICC Reader 00 00';
const reasonText = 'Ticket 4711';
const reference = { workstationId, readerName };
const personId = '7c1f6f0a-2f3b-4b57-9a52-3a0c6f1d2e90';
const requestId = '5d1b9c2e-0c0f-4a7e-9f52-6d3f8f0d3a11';
/** What every decision that is told in words alone is sent with. */
const inWords = (summary: string, words: string) => ({ words: { summary, value: { reasonText: words } } });
/** A JWE as the sealing makes it, with A in the place of key and ciphertext. */
const sealed = [
  Buffer.from(
    JSON.stringify({
      ...{ alg: 'ECDH-ES', enc: 'A256GCM', kid: '5d1b9c2e-0c0f-4a7e-9f52-6d3f8f0d3a11' },
      epk: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) },
    }),
  ).toString('base64url'),
  ...['', 'A'.repeat(16), 'A'.repeat(64), 'A'.repeat(22)],
].join('.');
const issue = { personId, profileName: 'piv-four', ...reference, pinChange: 'holder' };

/** A point of the curve, of which nobody has the private key. */
const recipientJwk = {
  ...{ kty: 'EC', crv: 'P-256' },
  x: 'JOZEoSlc10MraXsr8zPZ6DBNV4H5IHa9CpNpxVeRuII',
  y: '-h-a1BBpzy-iMk5lrwRQLTxu_beXRGi8LCuXdyEOYpY',
};

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
  'People.import': {
    csv: {
      summary: 'Two people, as the text of a CSV file',
      value: {
        csv: 'external_id,given_name,surname,email\nE1042,Zoë,Ångström,zoe@example.org\nE1043,Ida,Noddack,ida@example.org\n',
      },
    },
    file: {
      summary: 'A file of a spreadsheet program, as it is',
      value: {
        fileBase64: Buffer.from('external_id;given_name;surname\r\nE1042;Zo\xEB;\xC5ngstr\xF6m\r\n', 'latin1').toString(
          'base64',
        ),
        encoding: 'windows-1252',
      },
    },
  },
  'PersonSessions.signOut': inWords('A laptop that was lost', 'The laptop is lost'),
  'RoleGrants.revoke': inWords('Another department', 'Has moved to Sales'),
  'WizardStep.tell': {
    choosing: {
      summary: 'The page asks which of two cards it shall be',
      value: { wizard: 'add-device', step: 'device', says: 'choose', workstationId },
    },
    stopped: {
      summary: 'The page shows a problem',
      value: { wizard: 'pin', step: 'pin', problem: 'CARD_REMOVED', requestId },
    },
  },
  'Models.publish': {
    model: { summary: 'A card model of your own', value: recordedRequests['Models.validate'] as object },
  },
  'Models.withdraw': inWords('A model that is not bought any more', 'Firmware 5.4 is not bought any more'),
  'Profiles.withdraw': inWords('Another profile takes its place', 'Use piv-four'),
  'ProfileProposals.decline': inWords('With what is missing', 'Three years are too long for 9C'),
  'DeploymentCodes.revoke': inWords('A code that was sent to the wrong people', 'Sent to the wrong list'),
  'Campaigns.stop': inWords('Something is wrong', 'The CA is being moved; again next week'),
  'Inspections.inspect': { reader: { summary: 'What is in this reader', value: reference } },
  'Devices.plan': { holder: { summary: 'A dry run for a card whose holder chooses the PIN', value: issue } },
  'Devices.issue': {
    holder: { summary: 'The holder chooses the PIN', value: issue },
    pending: {
      summary: 'An initial PIN; an operator activates the card later',
      value: { ...issue, pinChange: 'none' },
    },
  },
  'Devices.unbind': inWords('The person does not come any more', 'Does not join us'),
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
  'Devices.requestPinReset': {
    forgotten: { summary: 'Its holder chooses one where they put it in', value: { reason: 'FORGOTTEN_PIN' } },
  },
  'Devices.changePin': { reader: { summary: 'Its holder knows the PIN', value: reference } },
  'Devices.makePasskey': { reader: { summary: 'Where the card is', value: reference } },
  'Devices.requestLock': {
    leave: { summary: 'As soon as it is in a reader', value: { reason: 'ON_LEAVE', reasonText } },
  },
  'Devices.lock': { exposed: { summary: 'Somebody has seen the PIN', value: { ...reference, reason: 'PIN_EXPOSED' } } },
  'Devices.recycle': {
    returned: { summary: 'A card that came back', value: { ...reference, reasonText: 'Returned by its holder' } },
  },
  'Devices.replace': {
    lost: { summary: 'A lost card', value: { kind: 'permanent', reason: 'LOST', reasonText } },
    forgotten: { summary: 'A temporary card for the day', value: { kind: 'temporary', reason: 'FORGOTTEN' } },
  },
  'Devices.askReplacement': {
    damaged: {
      summary: 'A holder whose card is damaged',
      value: { reason: 'DAMAGED', reasonText: 'The chip is loose' },
    },
  },
  'Devices.declineReplacement': inWords('With what the holder can do', 'Please come to the desk with the card'),
  'Devices.suspend': { misplaced: { summary: 'It may be found again', value: { reason: 'MISPLACED', reasonText } } },
  'Devices.resume': { found: { summary: 'It was found', value: { reason: 'FOUND' } } },
  'Devices.terminate': { lost: { summary: 'It is lost', value: { reason: 'LOST', reasonText } } },
  'Sagas.supplyPin': {
    sealed: { summary: 'A PIN, sealed to the key of this saga', value: { jwe: sealed } },
  },
  'Sagas.retry': { elsewhere: { summary: 'At another workstation', value: { workstationId } } },
  'Sagas.showTemporaryPin': {
    page: { summary: 'To a key that is made for one look', value: { recipientJwk } },
  },
  'Sagas.passkeyMade': {
    made: {
      summary: 'As the browser answers, in base64url',
      value: { credentialId: 'A'.repeat(43), clientDataJson: 'A'.repeat(180), attestationObject: 'A'.repeat(400) },
    },
  },
  'Sagas.cancel': { asked: { summary: 'With a reason in words', value: { reasonText: 'The holder has left' } } },
};

/** Changes the document. An operation without examples of its own here shows what a system was sent once. */
export function addRequestExamples(document: OpenAPIObject): void {
  for (const { operation } of operationsOf(document)) {
    if (operation.requestBody === undefined || '$ref' in operation.requestBody) continue;
    const examples = requestExamples[operation.operationId!];
    const example = recordedRequests[operation.operationId!];
    const shown = examples === undefined ? { ...(example !== undefined && { example }) } : { examples };
    Object.assign(operation.requestBody.content['application/json']!, shown);
  }
}
