import {
  type DocumentNode,
  execute,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { createContext, type RequestContext, type StoreServices } from './context.ts';
import { queryCost } from './cost.ts';
import { documentError, executionError, parseError, variableError } from './errors.ts';
import { inputSizeError } from './input-size.ts';
import type { CostBucket } from './throttle.ts';

/** Shopify docs: one request costs at most 1,000 points on every plan. */
const largestCost = 1000;

export interface GraphqlRequest {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface GraphqlCaller {
  readonly scopes: ReadonlySet<string>;
  readonly apiVersion: string;
  readonly requestId: string;
}

export interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

interface Prepared {
  readonly document: DocumentNode;
  readonly errors: readonly GraphQLFormattedError[];
}

const rememberedDocuments = 200;

/** What was parsed and validated, by schema: stores that share one share this as well. */
const preparedBySchema = new WeakMap<GraphQLSchema, Map<string, Prepared>>();

function preparedFor(schema: GraphQLSchema): Map<string, Prepared> {
  const known = preparedBySchema.get(schema) ?? new Map<string, Prepared>();
  preparedBySchema.set(schema, known);
  return known;
}

/** Answers GraphQL requests as Shopify does: complaints, cost, throttling, search warnings. */
export class GraphqlEngine {
  readonly #schema: GraphQLSchema;
  readonly #services: StoreServices;
  readonly #bucket: CostBucket | null;
  readonly #onInternalError: (message: string) => void;
  readonly #prepared: Map<string, Prepared>;

  constructor(options: {
    readonly schema: GraphQLSchema;
    readonly services: StoreServices;
    /** Null switches throttling off; costs are still told. */
    readonly bucket: CostBucket | null;
    readonly onInternalError: (message: string) => void;
  }) {
    this.#schema = options.schema;
    this.#prepared = preparedFor(options.schema);
    this.#services = options.services;
    this.#bucket = options.bucket;
    this.#onInternalError = options.onInternalError;
  }

  async answer(request: GraphqlRequest, caller: GraphqlCaller): Promise<GraphqlAnswer> {
    const { document, errors } = this.#prepare(request.query);
    if (errors.length > 0) return { errors };
    const operation = chosenOperation(document, request.operationName);
    if (typeof operation === 'string') return { errors: [{ message: operation, extensions: { code: 'BAD_REQUEST' } }] };
    const tooLong = inputSizeError(document, request.variables);
    if (tooLong) return { errors: [tooLong] };
    const coerced = getVariableValues(this.#schema, operation.variableDefinitions ?? [], request.variables);
    if (coerced.errors) return { errors: coerced.errors.map((error) => variableError(error, request.variables)) };
    const input = { schema: this.#schema, fragments: fragmentsOf(document), variables: coerced.coerced };
    const requested = queryCost(input, operation);
    const refusal = this.#refuseCost(requested);
    if (refusal) return refusal;
    const context = createContext(this.#services, caller);
    const result = await this.#execute(document, operation, request.variables, context, caller.requestId);
    const actual = Math.min(requested, queryCost(input, operation, result.data ?? {}));
    this.#bucket?.giveBack(requested - actual);
    const search = context.searchReports;
    return {
      ...result,
      extensions: { cost: this.#cost(requested, actual), ...(search.length > 0 ? { search } : {}) },
    };
  }

  #prepare(query: string): Prepared {
    const known = this.#prepared.get(query);
    if (known) return known;
    let prepared: Prepared;
    try {
      const document = parse(query);
      prepared = { document, errors: validate(this.#schema, document).map(documentError) };
    } catch (error) {
      prepared = { document: { kind: Kind.DOCUMENT, definitions: [] }, errors: [parseError(error)] };
    }
    if (this.#prepared.size >= rememberedDocuments) this.#prepared.clear();
    this.#prepared.set(query, prepared);
    return prepared;
  }

  #refuseCost(requested: number): GraphqlAnswer | null {
    if (requested > largestCost) {
      const message = `Query has a cost of ${requested}, which exceeds the max cost of ${largestCost}`;
      return {
        errors: [{ message, extensions: { code: 'MAX_COST_EXCEEDED', cost: requested, maxCost: largestCost } }],
      };
    }
    if (this.#bucket === null || this.#bucket.take(requested)) return null;
    const documentation = 'https://shopify.dev/api/usage/rate-limits';
    return {
      errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation } }],
      extensions: { cost: this.#cost(requested, null) },
    };
  }

  #cost(requestedQueryCost: number, actualQueryCost: number | null) {
    const throttleStatus = this.#bucket?.status();
    return { requestedQueryCost, actualQueryCost, ...(throttleStatus ? { throttleStatus } : {}) };
  }

  async #execute(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variableValues: Readonly<Record<string, unknown>>,
    contextValue: RequestContext,
    requestId: string,
  ): Promise<GraphqlAnswer> {
    const operationName = operation.name?.value ?? null;
    const { data, errors } = await execute({
      schema: this.#schema,
      document,
      operationName,
      variableValues,
      contextValue,
    });
    for (const { originalError } of errors ?? []) {
      if (originalError && !(originalError instanceof GraphQLError)) this.#onInternalError(String(originalError.stack));
    }
    return {
      ...(data === undefined ? {} : { data }),
      ...(errors ? { errors: errors.map((error) => executionError(error, requestId)) } : {}),
    };
  }
}

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

/** The operation that a request means, or why there is none. */
function chosenOperation(document: DocumentNode, name: string | null): OperationDefinitionNode | string {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const [only] = operations;
  if (name === null) return only && operations.length === 1 ? only : 'An operation name is required';
  return operations.find((operation) => operation.name?.value === name) ?? `No operation named "${name}"`;
}
