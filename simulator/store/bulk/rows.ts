/** One line of a bulk result. */
export interface Row {
  readonly json: string;
  readonly isRoot: boolean;
}

function isConnection(value: unknown): value is { readonly edges: readonly { readonly node: unknown }[] } {
  return typeof value === 'object' && value !== null && 'edges' in value && Array.isArray(value.edges);
}

/**
 * A record becomes a line without its connections; each node of a connection becomes a line of its own that names its
 * parent in `__parentId`. Depth first: children follow their parent.
 */
export function rowsOf(record: unknown, parentId: string | null = null): Row[] {
  if (typeof record !== 'object' || record === null) return [];
  const own: Record<string, unknown> = {};
  const children: Row[] = [];
  const id = 'id' in record && typeof record.id === 'string' ? record.id : null;
  for (const [key, value] of Object.entries(record)) {
    if (isConnection(value)) for (const { node } of value.edges) children.push(...rowsOf(node, id));
    else own[key] = value;
  }
  if (parentId !== null) own['__parentId'] = parentId;
  return [{ json: JSON.stringify(own), isRoot: parentId === null }, ...children];
}

/** The nodes of the root connection of an answer, whatever its response key. */
export function rootNodes(data: unknown): unknown[] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.values(data).flatMap((value) => (isConnection(value) ? value.edges.map(({ node }) => node) : []));
}
