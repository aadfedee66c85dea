/** Answers of the gateway that a spec gives in its place: problem details (RFC 9457). */
import { randomUUID } from 'node:crypto';
import { errorCatalogue } from '@cardwright/contracts/errors/error-catalogue';

/** What the gateway would answer, by the address that was asked. */
export function problemAnswer(code: keyof typeof errorCatalogue, details: object) {
  return (url: string) => {
    const { title, fix, httpStatus: status } = errorCatalogue[code];
    const [type, instance, correlationId] = [`urn:cardwright:error:${code}`, new URL(url).pathname, randomUUID()];
    return {
      status,
      contentType: 'application/problem+json',
      body: JSON.stringify({ type, title, status, detail: title, fix, instance, code, correlationId, details }),
    };
  };
}
