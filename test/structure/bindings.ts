import { child, children, identifierName, type Position, type SyntaxNode, walk } from './syntax.ts';

/**
 * Names that a file declares itself, anywhere in it: variables, parameters, functions, classes, imports.
 *
 * A name in this set is taken for local in the whole file. That is coarser than scopes, but the usual case it must get
 * right is an injected `fetch` or `clock`, and a file that mixes an injected and a global one of the same name is rare
 * enough for a reviewer.
 */
export function declaredNames(program: SyntaxNode): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (pattern: SyntaxNode | null): void => {
    if (pattern === null) return;
    const name = identifierName(pattern);
    if (name !== null) names.add(name);
    if (pattern.type === 'ObjectPattern') for (const property of children(pattern, 'properties')) add(property);
    if (pattern.type === 'ArrayPattern') for (const element of children(pattern, 'elements')) add(element);
    if (pattern.type === 'Property') add(child(pattern, 'value'));
    if (pattern.type === 'AssignmentPattern') add(child(pattern, 'left'));
    if (pattern.type === 'RestElement') add(child(pattern, 'argument'));
  };
  walk(program, (node) => {
    if (node.type === 'VariableDeclarator') add(child(node, 'id'));
    if (isFunction(node)) {
      add(child(node, 'id'));
      for (const parameter of children(node, 'params')) add(parameter);
    }
    if (node.type === 'ClassDeclaration') add(child(node, 'id'));
    if (node.type.startsWith('Import') && node.type.endsWith('Specifier')) add(child(node, 'local'));
  });
  return names;
}

export function isFunction(node: SyntaxNode): boolean {
  return (
    node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'
  );
}

const keyHolders = new Set([
  'Property',
  'PropertyDefinition',
  'MethodDefinition',
  'TSPropertySignature',
  'TSMethodSignature',
  'TSAbstractMethodDefinition',
  'TSAbstractPropertyDefinition',
]);

/** Whether an identifier reads a value, in contrast to naming a property, a type or a parameter of a type. */
export function isValueReference(position: Position): boolean {
  const { parent, property } = position;
  if (parent === null) return false;
  if (parent.type === 'MemberExpression') return property === 'object' || parent['computed'] === true;
  if (keyHolders.has(parent.type) && property === 'key') return parent['computed'] === true;
  if (parent.type === 'ImportSpecifier') return false;
  return !parent.type.startsWith('TS') || parent.type.endsWith('Expression');
}
