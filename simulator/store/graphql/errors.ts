import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** One kind of complaint of graphql-js, and how Shopify says it. */
interface Translation {
  readonly pattern: RegExp;
  readonly translate: (match: RegExpExecArray) => {
    readonly message: string;
    readonly extensions: Record<string, unknown>;
  };
}

const part = (match: RegExpExecArray, group: number) => match[group] ?? '';

const translations: readonly Translation[] = [
  {
    pattern: /^Cannot query field "(\w+)" on type "(\w+)"/,
    translate: (match) => ({
      message: `Field '${part(match, 1)}' doesn't exist on type '${part(match, 2)}'`,
      extensions: { code: 'undefinedField', typeName: part(match, 2), fieldName: part(match, 1) },
    }),
  },
  {
    pattern: /^Unknown argument "(\w+)" on field "\w+\.(\w+)"/,
    translate: (match) => ({
      message: `Field '${part(match, 2)}' doesn't accept argument '${part(match, 1)}'`,
      extensions: {
        code: 'argumentNotAccepted',
        name: part(match, 2),
        typeName: 'Field',
        argumentName: part(match, 1),
      },
    }),
  },
  {
    pattern: /^(?:Field|Argument) "(\w+)" (?:argument )?(?:"(\w+)" )?of (?:required )?type "([^"]+)" is required/,
    translate: (match) => ({
      message: `Field '${part(match, 1)}' is missing required arguments: ${part(match, 2)}`,
      extensions: {
        code: 'missingRequiredArguments',
        className: 'Field',
        name: part(match, 1),
        arguments: part(match, 2),
      },
    }),
  },
  {
    pattern: /^Unknown type "(\w+)"/,
    translate: (match) => ({
      message: `No such type ${part(match, 1)}, so it can't be a fragment condition`,
      extensions: { code: 'undefinedType', typeName: part(match, 1) },
    }),
  },
  {
    pattern: /^Unknown directive "@(\w+)"/,
    translate: (match) => ({
      message: `Directive @${part(match, 1)} is not defined`,
      extensions: { code: 'undefinedDirective', directiveName: part(match, 1) },
    }),
  },
  {
    pattern:
      /^Field "(\w+)" (?:of type "([^"]+)" must have a selection|must not have a selection since type "([^"]+)")/,
    translate: (match) => {
      const type = match[2] ?? match[3] ?? '';
      const problem = match[2] ? 'objects must have selections' : "selections can't be made on scalars";
      return {
        message: `Field must have selections (${problem}: field '${part(match, 1)}' returns ${type})`,
        extensions: { code: 'selectionMismatch', nodeName: `field '${part(match, 1)}'`, typeName: type },
      };
    },
  },
  {
    pattern: /^Variable "\$(\w+)" is never used(?: in operation "(\w+)")?/,
    translate: (match) => ({
      message: `Variable $${part(match, 1)} is declared by ${match[2] ?? 'anonymous query'} but not used`,
      extensions: { code: 'variableNotUsed', variableName: part(match, 1) },
    }),
  },
  {
    pattern: /^Variable "\$(\w+)" is not defined(?: by operation "(\w+)")?/,
    translate: (match) => ({
      message: `Variable $${part(match, 1)} is used by ${match[2] ?? 'anonymous query'} but not declared`,
      extensions: { code: 'variableNotDefined', variableName: part(match, 1) },
    }),
  },
  {
    pattern: /^Fragment "(\w+)" is never used/,
    translate: (match) => ({
      message: `Fragment ${part(match, 1)} was defined, but not used`,
      extensions: { code: 'useAndDefineFragment', fragmentName: part(match, 1) },
    }),
  },
  {
    pattern: /^(?:Value "|Expected value of type|\w+ cannot represent|Enum "|Field "\w+" is not defined by type)/,
    translate: (match) => ({
      message: match.input,
      extensions: { code: 'argumentLiteralsIncompatible', typeName: 'CoercionError' },
    }),
  },
];

/** A complaint about the document in Shopify's words and codes. */
export function documentError(error: GraphQLError): GraphQLFormattedError {
  const { locations } = error.toJSON();
  for (const { pattern, translate } of translations) {
    const match = pattern.exec(error.message);
    if (match) return { ...translate(match), ...(locations ? { locations } : {}) };
  }
  return {
    message: error.message,
    ...(locations ? { locations } : {}),
    extensions: { code: 'graphqlError' },
  };
}

export function parseError(error: unknown): GraphQLFormattedError {
  const message = error instanceof GraphQLError ? error.message : 'unexpected end of file';
  const locations = error instanceof GraphQLError ? error.toJSON().locations : undefined;
  return { message, ...(locations ? { locations } : {}), extensions: { code: 'PARSE_ERROR' } };
}

/** A variable that does not fit its type; `problems` says where. */
export function variableError(
  error: GraphQLError,
  variables: Readonly<Record<string, unknown>>,
): GraphQLFormattedError {
  const match = /^Variable "\$(\w+)" (?:of (?:required |non-null )?type "([^"]+)"|got invalid value)/.exec(
    error.message,
  );
  const name = match?.[1] ?? '';
  const { locations } = error.toJSON();
  return {
    message: `Variable $${name}${match?.[2] ? ` of type ${match[2]}` : ''} was provided invalid value`,
    ...(locations ? { locations } : {}),
    extensions: {
      code: 'INVALID_VARIABLE',
      value: variables[name] ?? null,
      problems: [{ path: [], explanation: error.message.replace(/^.*?; /, '') }],
    },
  };
}

/** An error met while executing: Shopify's own ones as they are, anything else as its internal error. */
export function executionError(error: GraphQLError, requestId: string): GraphQLFormattedError {
  const { originalError } = error;
  if (originalError === undefined || originalError instanceof GraphQLError) return error.toJSON();
  return {
    message:
      'Internal error. Looks like something went wrong on our end.\n' +
      `Request ID: ${requestId} (include this in support requests).`,
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
  };
}
