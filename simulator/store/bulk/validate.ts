import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { BulkUserError } from './types.ts';

/** Shopify docs: bulk operation queries, restrictions. */
const largestQuery = 65_535;
const mostConnections = 5;
const deepestNesting = 2;

export interface BulkQuery {
  readonly document: DocumentNode;
  readonly root: FieldNode;
}

export type BulkValidation = { readonly query: BulkQuery } | { readonly errors: readonly BulkUserError[] };

function invalid(...messages: string[]): { readonly errors: readonly BulkUserError[] } {
  return { errors: messages.map((message) => ({ code: 'INVALID', field: ['query'], message })) };
}

/** Checks the text of a bulk query by the rules that the Admin API has for it, beyond those of the schema. */
export function validateBulkQuery(schema: GraphQLSchema, text: string): BulkValidation {
  if (Buffer.byteLength(text) > largestQuery) return invalid(`Query is too large (maximum is ${largestQuery} bytes)`);
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (error) {
    return invalid(`Invalid bulk query: ${error instanceof Error ? error.message : String(error)}`);
  }
  const problems = validate(schema, document);
  if (problems.length > 0) return invalid(...problems.map(({ message }) => `Invalid bulk query: ${message}`));
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (!operation || operations.length > 1) return invalid('Bulk queries must contain a single operation.');
  if (operation.operation !== 'query') return invalid('Invalid operation type. Only `query` operations are supported.');
  if ((operation.variableDefinitions ?? []).length > 0) return invalid('Bulk queries cannot contain variables.');
  const roots = operation.selectionSet.selections;
  const [root] = roots;
  if (roots.length !== 1 || root?.kind !== Kind.FIELD) {
    return invalid('Bulk queries must contain a single top-level field.');
  }
  if (root.name.value === 'node' || root.name.value === 'nodes') {
    return invalid('Bulk queries cannot use the top-level `node` or `nodes` fields.');
  }
  const messages = shapeProblems(schema, document);
  return messages.length > 0 ? invalid(...messages) : { query: { document, root } };
}

interface Open {
  readonly kind: 'connection' | 'list' | 'other';
  readonly field: FieldNode;
}

/** What the walk has met on its way down, and what it will complain about. */
interface Shape {
  readonly open: Open[];
  readonly messages: Set<string>;
  connections: number;
}

function shapeProblems(schema: GraphQLSchema, document: DocumentNode): string[] {
  const shape: Shape = { open: [], messages: new Set(), connections: 0 };
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: {
        enter: (field) => enterField(shape, types, field),
        leave: () => {
          shape.open.pop();
        },
      },
    }),
  );
  if (shape.connections === 0) shape.messages.add('Bulk queries must contain at least one connection.');
  if (shape.connections > mostConnections) {
    shape.messages.add(`Bulk queries cannot contain more than ${mostConnections} connections.`);
  }
  return [...shape.messages];
}

function enterField(shape: Shape, types: TypeInfo, field: FieldNode): void {
  const type = types.getType();
  const name = type ? getNamedType(type).name : '';
  const isConnection = name.endsWith('Connection');
  if (isConnection) {
    shape.connections += 1;
    checkConnection(shape, types, field);
  }
  if (field.name.value === 'nodes' && types.getParentType()?.name.endsWith('Connection')) {
    shape.messages.add('Bulk queries must use `edges { node }`; the `nodes` shortcut is not supported.');
  }
  const isEdges = field.name.value === 'edges' && types.getParentType()?.name.endsWith('Connection') === true;
  const isList = !isEdges && type !== undefined && type !== null && isListType(getNullableType(type));
  shape.open.push({ kind: isConnection ? 'connection' : isList ? 'list' : 'other', field });
}

function checkConnection(shape: Shape, types: TypeInfo, field: FieldNode): void {
  if (shape.open.some(({ kind }) => kind === 'list')) {
    shape.messages.add('Queries that contain a connection field within a list field are not currently supported.');
  }
  const above = shape.open.filter(({ kind }) => kind === 'connection').length;
  if (above > deepestNesting) {
    shape.messages.add(`Bulk queries cannot have connections nested deeper than ${deepestNesting} levels.`);
  }
  const parentNode = shape.open.findLast(({ field: open }) => open.name.value === 'node')?.field;
  if (above > 0 && parentNode && !selectsId(parentNode)) {
    shape.messages.add(
      `The parent 'node' field for a nested connection must select the 'id' field without an alias. Connection fields without 'id': ${field.name.value}.`,
    );
  }
  const connection = types.getType();
  const node = connection ? nodeTypeOf(getNamedType(connection)) : undefined;
  if (node === false) shape.messages.add(`The '${field.name.value}' connection has nodes without an id.`);
}

function selectsId(node: FieldNode): boolean {
  return (node.selectionSet?.selections ?? []).some(
    (selection) =>
      selection.kind !== Kind.FIELD || (selection.name.value === 'id' && (selection.alias?.value ?? 'id') === 'id'),
  );
}

/** Whether the nodes of a connection are records with an id of their own. */
function nodeTypeOf(connection: ReturnType<typeof getNamedType>): boolean | undefined {
  if (!isObjectType(connection)) return undefined;
  const nodes = connection.getFields()['nodes'];
  const node = nodes && getNamedType(nodes.type);
  if (!isObjectType(node) && !isInterfaceType(node)) return undefined;
  return node.name === 'Event' || node.getInterfaces().some(({ name }) => name === 'Node');
}
