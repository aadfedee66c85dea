/**
 * Every input is a class with rules; a field that no rule names is refused. The answer names each field and what is wrong
 * with it, never the value (it could be a secret typed into the wrong place).
 */
import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';

export interface FieldProblem {
  /** `a.b.0` */
  field: string;
  problems: string[];
}

export function fieldProblems(errors: readonly ValidationError[], parent = ''): FieldProblem[] {
  return errors.flatMap((error) => {
    const field = parent + error.property;
    const own = Object.values(error.constraints ?? {});
    return [...(own.length > 0 ? [{ field, problems: own }] : []), ...fieldProblems(error.children ?? [], `${field}.`)];
  });
}

export const inputValidation = (): ValidationPipe =>
  new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => {
      const fields = fieldProblems(errors);
      const names = fields.map(({ field }) => field).join(', ');
      return new CardwrightError('REQUEST_INVALID', `Not valid: ${names}`, { fields });
    },
  });
