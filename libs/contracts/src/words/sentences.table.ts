/**
 * Sentences of the server, by code: English for whoever asks for no other language, and German. A `{place}` stands for a value, and both languages
 * have the same places (words.spec.ts). A code is for ever; words may change.
 */
import { attestationSentences } from './attestation.table.js';
import { cardSentences } from './card-sentences.table.js';
import { readerDetails } from './detail-reader.table.js';
import { recordDetails } from './detail-record.table.js';
import { requestDetails } from './detail-request.table.js';
import { definitionSentences } from './definition-sentences.table.js';
import { doctorSentences } from './doctor.table.js';
import { fieldProblems } from './field-problems.table.js';
import { findingSentences } from './finding-sentences.table.js';
import { keycloakSentences } from './keycloak-sentences.table.js';
import { ownPasskeySentences } from './own-passkey-sentences.table.js';
import { passkeySentences } from './passkey-sentences.table.js';
import { planSentences } from './plan-sentences.table.js';
import { policySentences } from './policy-sentences.table.js';
import { preflightSentences } from './preflight.table.js';
import { fieldRules } from './rules.table.js';
import { sagaSentences } from './saga-sentences.table.js';

export const sentences = {
  ...attestationSentences,
  ...sagaSentences,
  ...cardSentences,
  ...definitionSentences,
  ...doctorSentences,
  ...fieldProblems,
  ...findingSentences,
  ...keycloakSentences,
  ...ownPasskeySentences,
  ...passkeySentences,
  ...planSentences,
  ...policySentences,
  ...fieldRules,
  ...preflightSentences,
  ...readerDetails,
  ...recordDetails,
  ...requestDetails,
} as const;
