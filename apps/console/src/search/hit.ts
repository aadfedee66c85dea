/** What is shown of a hit, and where it leads. Pure. */
import { statusText } from '../certificates/status.text.js';
import { deviceStateText } from '../devices/states.text.js';
import { stateText, typeText } from '../sagas/sagas.text.js';
import type { SearchHit } from '../api/types.js';
import { text } from './search.text.js';

export interface ShownHit {
  key: string;
  title: string;
  detail: string;
  /** Numbers and ids. */
  mono: boolean;
  to: string;
}

export function shownHit(hit: SearchHit): ShownHit {
  const parts = (...all: (string | null)[]): string => all.filter((part) => part !== null && part !== '').join(' · ');
  switch (hit.kind) {
    case 'person':
      return {
        ...{ key: hit.personId, title: hit.displayName, mono: false, to: `/people/${hit.personId}` },
        detail: parts(hit.externalId, hit.organizationalUnit),
      };
    case 'card':
      return {
        ...{ key: hit.deviceId, title: hit.label, mono: true, to: `/devices/${hit.deviceId}` },
        detail: parts(deviceStateText[hit.state], hit.personName, hit.identityText),
      };
    case 'certificate':
      return {
        ...{
          key: hit.serialNumberHex,
          title: hit.serialNumberHex,
          mono: true,
          to: `/certificates/${hit.serialNumberHex}`,
        },
        detail: parts(hit.subjectText, statusText[hit.status], `${hit.keyReference} ${text.onCard(hit.label)}`),
      };
    case 'request':
      return {
        ...{ key: hit.requestId, title: hit.requestId, mono: true, to: `/sagas/${hit.requestId}` },
        detail: parts(typeText(hit.type), stateText[hit.state], hit.label, hit.personName),
      };
    case 'workstation':
      return {
        ...{
          key: hit.workstationId,
          title: hit.name,
          detail: '',
          mono: false,
          to: `/workstations/${hit.workstationId}`,
        },
      };
  }
}
