/**
 * Checks the values of a subject that will stand in a certificate, by the same table as the import of people. A value that the import would
 * refuse is refused here, with the name of its field, before anything is planned.
 */
import type { CertificateSubject, SubjectProblem } from '@cardwright/contracts/nats/pki.api';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Said } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import {
  canonicalField,
  fieldProblem,
  type SubjectFieldName,
} from '@cardwright/service-kit/subject-fields/subject-fields';
import type { CertificateProfile } from './certificate-profile.js';

/** Fields of a subject that are a person's, by the name that they have on the record of people. */
const personFields: Partial<Record<keyof CertificateSubject, SubjectFieldName>> = {
  commonName: 'displayName',
  givenName: 'givenName',
  surname: 'surname',
  email: 'email',
  upn: 'upn',
  sid: 'sid',
  organizationalUnit: 'organizationalUnit',
};

/** Placeholders of the subject, alternative names and the SID extension. */
function fieldsOf({ subject, alternativeNames, sidExtension }: CertificateProfile): Set<string> {
  const placeholders = subject.flatMap((template) => [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!));
  return new Set([...placeholders, ...alternativeNames, ...(sidExtension ? ['sid'] : [])]);
}

export function subjectProblems(
  profile: CertificateProfile,
  subject: Partial<CertificateSubject>,
): (SubjectProblem & { said: { says: Said } })[] {
  const used = fieldsOf(profile);
  return Object.entries(personFields).flatMap(([name, field]) => {
    if (!used.has(name)) return [];
    const value = subject[name as keyof CertificateSubject] ?? '';
    const problem =
      typeof value !== 'string'
        ? say('wrong.no-text')
        : name === 'commonName' && canonicalField(field, value) === ''
          ? say('wrong.empty')
          : fieldProblem(field, value);
    if (problem === null) return [];
    const { text, said } = say('wrong.field', { field: say(`field.${field}`), problem });
    return [{ field, problem: problem.text, says: text, said: { problem: problem.said, says: said } }];
  });
}

/** Throws PKI_SUBJECT_INVALID {field, problems, certificateProfile}. */
export function requireCertifiable(profile: CertificateProfile, subject: Partial<CertificateSubject>): void {
  const problems = subjectProblems(profile, subject);
  const [first] = problems;
  if (first === undefined) return;
  const { field, says: text, said } = first;
  throw new CardwrightError(
    'PKI_SUBJECT_INVALID',
    { text, said: said.says },
    { field, problems, certificateProfile: profile.name },
  );
}
