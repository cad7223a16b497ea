import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** Types that cost nothing, with everything below them. */
const freeTypes = new Set(['MoneyBag', 'MoneyV2', 'PageInfo', 'CustomerPhoneNumber']);

export interface CostInput {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

type Values = readonly unknown[] | null;

/**
 * Points of a query by the rules that Shopify states (objects 1, scalars 0, mutations 10, connections by size) and the
 * logarithmic sizing that its staff describe. With `data` the sizes are those of the answer: the actual cost.
 */
export function queryCost(input: CostInput, operation: OperationDefinitionNode, data: unknown = null): number {
  const root = input.schema.getRootType(operation.operation);
  if (!root) return 0;
  if (operation.operation === 'mutation') return 10 * collect(input, [operation.selectionSet], root).size;
  return childrenCost(input, [operation.selectionSet], root, data === null ? null : [data]);
}

/** How much a connection of n nodes weighs: 1 for 1 or 2, 4 for 10, 7 for 50, 11 for 250. */
function sizeFactor(size: number): number {
  return Math.floor(2 * Math.log(Math.max(2, size)));
}

function childrenCost(
  input: CostInput,
  selections: readonly SelectionSetNode[],
  type: GraphQLNamedType,
  parents: Values,
): number {
  if (isAbstractType(type)) {
    const branches = input.schema
      .getPossibleTypes(type)
      .map((branch) => childrenCost(input, selections, branch, parents));
    return Math.max(0, ...branches);
  }
  if (!isObjectType(type)) return 0;
  let sum = 0;
  for (const [key, nodes] of collect(input, selections, type)) {
    const [first] = nodes;
    const field = first && type.getFields()[first.name.value];
    if (!first || !field) continue;
    sum += fieldCost(input, nodes, getNamedType(field.type), type.name === 'QueryRoot', below(parents, key));
  }
  return sum;
}

function fieldCost(
  input: CostInput,
  nodes: readonly FieldNode[],
  type: GraphQLNamedType,
  atRoot: boolean,
  values: Values,
): number {
  if (!isCompositeType(type) || freeTypes.has(type.name)) return 0;
  if (values !== null && values.length === 0) return 0;
  const selections = nodes.map(({ selectionSet }) => selectionSet).filter((set) => set !== undefined);
  if (type.name.endsWith('Connection')) return connectionCost(input, nodes, selections, type, values);
  if (atRoot && type.name === 'Count') return 10;
  return 1 + childrenCost(input, selections, type, values);
}

function connectionCost(
  input: CostInput,
  nodes: readonly FieldNode[],
  selections: readonly SelectionSetNode[],
  type: GraphQLNamedType,
  values: Values,
): number {
  let node = 0;
  let found = 0;
  for (const [key, fields] of collect(input, selections, type)) {
    const name = fields[0]?.name.value;
    if ((name !== 'nodes' && name !== 'edges') || !isObjectType(type)) continue;
    const field = type.getFields()[name];
    if (!field) continue;
    const inner = fields.map(({ selectionSet }) => selectionSet).filter((set) => set !== undefined);
    const items = below(values, key);
    found = Math.max(found, longest(values, key));
    // An edge itself is free: only its node counts.
    const edge = name === 'edges' ? childrenCost(input, inner, getNamedType(field.type), items) : 0;
    node += name === 'edges' ? edge : 1 + childrenCost(input, inner, getNamedType(field.type), items);
  }
  if (values !== null && found === 0) return 2;
  const [first] = nodes;
  const size = values === null ? requestedSize(input, first) : found;
  return 2 + sizeFactor(size) * node;
}

function requestedSize(input: CostInput, node: FieldNode | undefined): number {
  for (const argument of node?.arguments ?? []) {
    if (argument.name.value !== 'first' && argument.name.value !== 'last') continue;
    const value = literal(input, argument.value);
    if (typeof value === 'number') return value;
  }
  return 0;
}

function literal(input: CostInput, value: ValueNode): unknown {
  if (value.kind === Kind.VARIABLE) return input.variables[value.name.value];
  if (value.kind === Kind.INT) return Number(value.value);
  return value.kind === Kind.BOOLEAN ? value.value : null;
}

/** Fields by response key, with fragments spread and `@include`/`@skip` decided. */
function collect(
  input: CostInput,
  selections: readonly SelectionSetNode[],
  type: GraphQLNamedType,
  into = new Map<string, FieldNode[]>(),
): Map<string, FieldNode[]> {
  for (const selection of selections.flatMap((set) => set.selections)) {
    if (!isIncluded(input, selection)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const known = into.get(key);
      if (known) known.push(selection);
      else into.set(key, [selection]);
      continue;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? input.fragments.get(selection.name.value) : selection;
    const condition = fragment?.typeCondition?.name.value;
    if (fragment && applies(input.schema, condition, type)) collect(input, [fragment.selectionSet], type, into);
  }
  return into;
}

function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLNamedType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const abstract = schema.getType(condition);
  return isAbstractType(abstract) && isObjectType(type) && schema.isSubType(abstract, type);
}

function isIncluded(input: CostInput, { directives }: SelectionSetNode['selections'][number]): boolean {
  return (directives ?? []).every(({ name, arguments: given }) => {
    const condition = given?.find((argument) => argument.name.value === 'if');
    const value = condition && literal(input, condition.value);
    return name.value === 'include' ? value === true : name.value !== 'skip' || value !== true;
  });
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** What the answer holds under a key, over all parents, lists laid flat and nulls left out. */
function below(parents: Values, key: string): Values {
  if (parents === null) return null;
  const values = parents.flatMap((parent) => property(parent, key));
  return values.filter((value) => value !== null && value !== undefined);
}

function longest(parents: Values, key: string): number {
  const lengths = (parents ?? []).map((parent) => {
    const list = property(parent, key);
    return Array.isArray(list) ? list.length : 0;
  });
  return Math.max(0, ...lengths);
}
