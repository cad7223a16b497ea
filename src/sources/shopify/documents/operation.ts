/** One GraphQL operation as it is sent. `name` is how calls are counted; mutations are never repeated blindly. */
export interface Operation {
  readonly name: string;
  readonly kind: 'query' | 'mutation';
  readonly text: string;
}

const heading = /^\s*(?<kind>query|mutation)\s+(?<name>\w+)/;

/** Reads name and kind from the text, so that they cannot differ from it. Throws RangeError for an unnamed operation. */
export function operation(text: string): Operation {
  const groups = heading.exec(text)?.groups;
  const name = groups?.['name'];
  const kind = groups?.['kind'];
  if (name === undefined || (kind !== 'query' && kind !== 'mutation')) {
    throw new RangeError('a GraphQL operation must begin with its kind and its name');
  }
  return { name, kind, text: text.trim() };
}
