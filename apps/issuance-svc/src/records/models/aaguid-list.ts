/** Models of FIDO keys in a JSON schema: UUIDs in lower case. */
export const aaguidList = {
  type: 'array',
  minItems: 1,
  maxItems: 100,
  uniqueItems: true,
  items: { type: 'string', pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' },
} as const;
