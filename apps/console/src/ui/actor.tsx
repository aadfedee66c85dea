/** Who did something, as the audit trail names them; whole on hover. */

/** `person:ada@https://issuer`: the issuer is the same for everybody here. */
const withoutIssuer = (actor: string): string => actor.replace(/@https?:.*$/, '');

export const Actor = ({ actor }: { actor: string }) => <span title={actor}>{withoutIssuer(actor)}</span>;
