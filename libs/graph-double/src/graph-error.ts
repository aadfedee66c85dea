/** An answer other than 2xx, in the form of Graph (`{ error: { code, message } }`) or of the token endpoint (RFC 6749 section 5.2). */
export class GraphError extends Error {
  override readonly name = 'GraphError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  body(form: 'graph' | 'oauth'): object {
    return form === 'oauth'
      ? { error: this.code, error_description: this.message }
      : { error: { code: this.code, message: this.message } };
  }
}

export const badRequest = (message: string): GraphError => new GraphError(400, 'badRequest', message);
/** The body of a request. Throws badRequest. */
export function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw badRequest('The body is not JSON.');
  }
}
export const notFound = (what: string): GraphError => new GraphError(404, 'resourceNotFound', `${what} was not found.`);
export const forbidden = (message: string): GraphError => new GraphError(403, 'accessDenied', message);
