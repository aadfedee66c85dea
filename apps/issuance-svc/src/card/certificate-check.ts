/**
 * Whether the CA would sign every certificate of a plan, asked before the first write, by dry run and run alike: the CA builds and lints
 * each of them with a placeholder key. One request, no round trip to the card.
 */
import { Injectable, Logger } from '@nestjs/common';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { errorCatalogue, type ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { CertificateCheck, PkiApi } from '@cardwright/contracts/nats/pki.api';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { say, errorWords } from '@cardwright/contracts/words/say';
import type { PlannedCertificate } from '@cardwright/card-plan/planned-step';
import { RpcClient, type CallContext } from '@cardwright/service-kit/nats/rpc-client';
import { PersonAccounts } from '../records/people/person-accounts.js';
import type { PersonEntity } from '../persistence/person.entity.js';
import { certificateSubject, endOfDay, type CardNames } from './certificate-subject.js';

/** What the doctor says of the CA itself, as a check of its own in the dry run. */
const saidByDoctor: readonly ErrorCode[] = ['PKI_ISSUER_EXPIRING', 'PKI_PROFILE_UNKNOWN'];

@Injectable()
export class CertificateChecks {
  private readonly logger = new Logger(CertificateChecks.name);

  constructor(
    private readonly rpc: RpcClient,
    private readonly accounts: PersonAccounts,
  ) {}

  /**
   * Throws PERSON_ACCOUNT_SHARED {personId, field, others}, PKI_SUBJECT_INVALID {personId, field, credential, certificateProfile, fix, problems}, or the code of whatever else the CA would
   * refuse with the same details. Archived keys come with their certificates and are not asked about. doctorToo: what is wrong with the CA
   * itself is left to the doctor, whom the caller asks as well. Answers how long each will be at most, by container, as far as the CA says it.
   */
  async require(
    context: CallContext,
    person: PersonEntity,
    card: CardNames,
    certificates: readonly PlannedCertificate[],
    { doctorToo = false } = {},
  ): Promise<Record<string, number>> {
    const subject = certificateSubject(person, card);
    const asked = certificates.filter(({ archiveRef }) => archiveRef === null);
    const requests = asked.map(
      ({ certificateProfile, algorithm, keyReference, notAfterAtMost, validityDays }): CertificateCheck => ({
        certificateProfile,
        algorithm,
        keyReference,
        subject,
        notAfterAtMost: endOfDay(notAfterAtMost),
        ...(validityDays === null ? {} : { validityDays }),
      }),
    );
    if (requests.length === 0) return {};
    await this.accounts.requireOwn(person);
    const { problems: found, derBytesAtMost = [] } = await this.ask(context, requests);
    const problems = found.filter(({ code }) => !doctorToo || !saidByDoctor.includes(code));
    const [first] = problems;
    if (first === undefined)
      return Object.fromEntries(
        asked.flatMap(({ container }, index) =>
          derBytesAtMost[index] == null ? [] : [[container, derBytesAtMost[index]]],
        ),
      );
    const { code, details, keyReference, certificateProfile } = first;
    const words = say('record.certificate-for', {
      problem: errorWords(first),
      key: keyReference,
      profile: certificateProfile,
    });
    throw new CardwrightError(code, words, {
      ...details,
      personId: person.personId,
      credential: keyReference,
      certificateProfile,
      fix: errorCatalogue[code].fix,
      problems,
    });
  }

  /** A vault of the previous version does not know this request. It refuses later, by the same rules. */
  private async ask(
    context: CallContext,
    requests: CertificateCheck[],
  ): Promise<ReplyOf<PkiApi, 'certificates.check'>> {
    try {
      return await this.rpc.pki('certificates.check', { requests }, context);
    } catch (error) {
      if (!isCardwrightError(error, 'REQUEST_SERVICE_UNAVAILABLE')) throw error;
      // This request shows whether the vault is away or merely older: every version of the vault answers it.
      await this.rpc.pki('ca.check', {}, context);
      this.logger.warn('the vault cannot check certificates before they are made: is it of an earlier version?');
      return { problems: [] };
    }
  }
}
