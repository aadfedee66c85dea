/**
 * The kinds of field that inputs are made of: each puts the rule (class-validator) and its description (OpenAPI) on a
 * property at once, so that what is documented is what is checked.
 */
import { applyDecorators } from '@nestjs/common';
import { reasonCodes } from '@cardwright/contracts/card/reasons';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';

interface Common {
  optional?: boolean;
  description?: string;
}

/** Compact JWE, RFC 7516 section 7.1: five base64url parts. */
const compactJwe = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*){4}$/;

export const Uuid = (options: Common = {}) => field({ type: 'string', format: 'uuid' }, options, IsUUID());

/** Ids that become a token of a NATS subject. */
export const Token = (options: Common = {}) =>
  field({ type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' }, options, IsString(), Matches(/^[A-Za-z0-9_-]{1,64}$/));

export const Text = (maxLength: number, options: Common & { pattern?: RegExp } = {}) =>
  field(
    { type: 'string', minLength: 1, maxLength, ...(options.pattern ? { pattern: options.pattern.source } : {}) },
    options,
    IsString(),
    Length(1, maxLength),
    ...(options.pattern ? [Matches(options.pattern)] : []),
  );

/** Text, or none: an empty one, or null. */
export const TextOrNone = (maxLength: number, options: { description?: string } = {}) =>
  applyDecorators(
    ApiProperty({ type: 'string', nullable: true, maxLength, required: false, ...options }),
    ValidateIf((_object, value) => value !== undefined && value !== null),
    IsString(),
    Length(0, maxLength),
  );

/**
 * A code of the reasons catalogue. Another one is refused by the service (REASON_UNKNOWN), as is one that does not belong to the action: no older gateway
 * stands between a client and a reason that is new.
 */
export const ReasonCode = (options: Common = {}) =>
  field({ type: 'string', enum: reasonCodes }, options, IsString(), Length(1, 64), Matches(/^[A-Z][A-Z_]*$/));

export const OneOf = (values: readonly string[], options: Common = {}) =>
  field({ type: 'string', enum: [...values] }, options, IsIn(values));

/** At least one, each once. orNone: an empty list too. */
export const SomeOf = (values: readonly string[], { orNone = false, ...options }: Common & { orNone?: boolean } = {}) =>
  field(
    {
      type: 'array',
      items: { type: 'string', enum: [...values] },
      minItems: orNone ? 0 : 1,
      maxItems: values.length,
      uniqueItems: true,
    },
    options,
    IsArray(),
    ArrayMinSize(orNone ? 0 : 1),
    ArrayMaxSize(values.length),
    ArrayUnique(),
    IsIn(values, { each: true }),
  );

/** In a query: one, or several by repeating the name. */
export const AnyOf = (values: readonly string[], options: Common = {}) => {
  const one = { type: 'string' as const, enum: [...values] };
  const several = { type: 'array' as const, items: one, minItems: 1, maxItems: values.length };
  return field(
    { oneOf: [one, several] },
    options,
    ValidateBy({
      name: 'anyOf',
      constraints: [...values],
      validator: {
        validate: (value) => {
          const given: unknown[] = [value].flat();
          return (
            given.length > 0 && given.length <= values.length && given.every((each) => values.includes(each as string))
          );
        },
        defaultMessage: () => `$property must be one or several of ${values.join(', ')}`,
      },
    }),
  );
};

/** `2026-11-29T08:00:00Z`, with up to three digits of a second. */
export const Time = (options: Common = {}) =>
  Text(40, { ...options, pattern: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/ });

/** `2026-11-29`. */
export const Day = (options: Common = {}) => Text(10, { ...options, pattern: /^\d{4}-\d{2}-\d{2}$/ });

/** In a query it arrives as text. */
export const Whole = (minimum: number, maximum: number, options: Common = {}) =>
  field(
    { type: 'integer', minimum, maximum },
    options,
    Type(() => Number),
    IsInt(),
    Min(minimum),
    Max(maximum),
  );

/** In a query it arrives as text: `true` or `false`. */
export const Flag = (options: Common = {}) =>
  field(
    { type: 'boolean' },
    options,
    Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value)),
    IsBoolean(),
  );

export const Jwe = (maxLength: number, options: Common = {}) => Text(maxLength, { ...options, pattern: compactJwe });

/** Any JSON object: its own schema is checked by the service that owns it. */
export const AnyObject = (options: Common = {}) =>
  field({ type: 'object', additionalProperties: true }, options, IsObject());

export const Texts = (maxItems: number, maxLength: number, options: Common = {}) =>
  field(
    { type: 'array', items: { type: 'string', maxLength }, maxItems },
    options,
    IsArray(),
    ArrayMaxSize(maxItems),
    IsString({ each: true }),
    Length(1, maxLength, { each: true }),
  );

export const Uuids = (maxItems: number, options: Common = {}) =>
  field(
    { type: 'array', items: { type: 'string', format: 'uuid' }, minItems: 1, maxItems },
    options,
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(maxItems),
    IsUUID(undefined, { each: true }),
  );

export const Nested = (type: () => new () => object, options: Common = {}) =>
  // Swagger takes a function for a lazy type only by its name, which is `type` when it is written here.
  field({ type: () => type() }, options, IsObject(), ValidateNested(), Type(type));

/** Not IsOptional, which lets null pass: services behind us know a field as given or not. */
const ifGiven = ValidateIf((_object, value) => value !== undefined);

function field(schema: ApiPropertyOptions, { optional, description }: Common, ...rules: PropertyDecorator[]) {
  const documented = { ...schema, required: !optional, ...(description ? { description } : {}) } as ApiPropertyOptions;
  return applyDecorators(ApiProperty(documented), ...(optional ? [ifGiven] : []), ...rules);
}
