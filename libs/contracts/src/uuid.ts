/** A UUID in its text form (RFC 9562, section 4): what ids of records are before a database is asked for them. */
export const isUuid = (text: unknown): text is string =>
  typeof text === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
