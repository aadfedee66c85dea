/** What a code of the catalogue means; one that this release does not know is shown as it is. */
import { errorCatalogue, type ErrorCode } from '@cardwright/contracts/errors/error-catalogue';

export const errorTitle = (code: string): string =>
  code in errorCatalogue ? errorCatalogue[code as ErrorCode].title : code;
