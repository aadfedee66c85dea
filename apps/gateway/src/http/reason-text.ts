/** Why, in words: `reasonText` of the API, where `reason` is always a code. The requests between services have had words as `reason`, and keep it. Pure. */
type OnBus<Body> = Omit<Body, 'reasonText'> &
  (Body extends { reasonText: string } ? { reason: string } : { reason?: string });

export const wordsAsReason = <Body extends { reasonText?: string }>({ reasonText, ...rest }: Body): OnBus<Body> =>
  ({ ...rest, ...(reasonText !== undefined && { reason: reasonText }) }) as OnBus<Body>;
