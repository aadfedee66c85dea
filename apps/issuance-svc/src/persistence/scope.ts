/** SQL side of group scopes (domain/authorisation.ts `inScope`). */

/** For LIKE: everything below an organizational unit. */
export const likePrefix = (scope: string): string => `${scope.replaceAll(/[\\%_]/g, '\\$&')}/%`;
