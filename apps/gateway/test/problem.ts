import { expect } from '@jest/globals';

/** The problem document of an answer, which has to be one. */
export async function problem(response: Response): Promise<Record<string, unknown>> {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  return (await response.json()) as Record<string, unknown>;
}
