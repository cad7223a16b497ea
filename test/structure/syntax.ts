import { visitorKeys } from 'oxc-parser';

/**
 * A node of the syntax tree, kept structural: the rules look at a handful of properties, and the parser's own union of
 * some two hundred node types would make each of them a narrowing exercise.
 */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [property: string]: unknown;
}

/** Where a node hangs: the parent and the parent's property that holds it. */
export interface Position {
  readonly parent: SyntaxNode | null;
  readonly property: string;
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** The child under `property`, or null when it is absent or a list. */
export function child(node: SyntaxNode, property: string): SyntaxNode | null {
  const value = node[property];
  return isNode(value) ? value : null;
}

/** The children under `property` as a list; holes of array patterns are left out. */
export function children(node: SyntaxNode, property: string): SyntaxNode[] {
  const value = node[property];
  if (Array.isArray(value)) return value.filter(isNode);
  return isNode(value) ? [value] : [];
}

/** Visits every node once, parents first. */
export function walk(root: SyntaxNode, visit: (node: SyntaxNode, position: Position) => void): void {
  const descend = (node: SyntaxNode, position: Position): void => {
    visit(node, position);
    for (const property of visitorKeys[node.type] ?? []) {
      for (const next of children(node, property)) descend(next, { parent: node, property });
    }
  };
  descend(root, { parent: null, property: '' });
}

export function identifierName(node: SyntaxNode | null): string | null {
  return node !== null && node.type === 'Identifier' && typeof node['name'] === 'string' ? node['name'] : null;
}

/** `Date.now` for the member expression `Date.now`; null for anything that is not a plain two-part path. */
export function memberPath(node: SyntaxNode): string | null {
  if (node.type !== 'MemberExpression' || node['computed'] === true) return null;
  const object = identifierName(child(node, 'object'));
  const property = identifierName(child(node, 'property'));
  return object === null || property === null ? null : `${object}.${property}`;
}

export function withoutParentheses(node: SyntaxNode | null): SyntaxNode | null {
  let inner = node;
  while (inner !== null && inner.type === 'ParenthesizedExpression') inner = child(inner, 'expression');
  return inner;
}
