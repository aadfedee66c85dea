/** The API without any service, in which every text that a person, an import, a workstation, a reader, a profile or an issuer could have chosen runs a script. */
import { MockedApi, type MockedApiOptions } from './mocked-api.js';

/** Runs `ran(name)` where a page takes it for HTML. */
export const markup = (name: string): string => `<img src=x onerror=ran('${name}')>`;

export const markedApi = (me: MockedApiOptions['me']): MockedApi => new MockedApi({ me, textOf: markup });
