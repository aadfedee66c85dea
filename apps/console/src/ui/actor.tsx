/** Who did something, as the audit trail names them; whole on hover. */

/** `person:ada@https://issuer`: the issuer is the same for everybody here. What is no person says so: `system:update-svc`. */
export const actorName = (actor: string): string => actor.replace(/@https?:.*$/, '').replace(/^person:/, '');

export const Actor = ({ actor }: { actor: string }) => <span title={actor}>{actorName(actor)}</span>;
