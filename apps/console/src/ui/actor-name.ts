/** `person:ada@https://issuer`: the issuer is the same for everybody here. What is no person says so: `system:update-svc`. Pure. */
export const actorName = (actor: string): string => actor.replace(/@https?:.*$/, '').replace(/^person:/, '');
