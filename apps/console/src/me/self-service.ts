/** A credential profile that people may choose for themselves, now. */
export const isForSelfService = (profile: { selfService?: boolean; withdrawnAt: string | null }): boolean =>
  profile.selfService === true && profile.withdrawnAt === null;
