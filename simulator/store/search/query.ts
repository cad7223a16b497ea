/**
 * Shopify's search syntax for the `query:` argument (Shopify docs: API search syntax): terms `field:value`, comparators
 * `>`, `>=`, `<`, `<=`, ranges `a..b`, quotes, `AND`, `OR`, `NOT` or a leading `-`, parentheses. Terms side by side are
 * joined by AND.
 */

export type Comparator = '=' | '>' | '>=' | '<' | '<=';

export interface Term {
  readonly type: 'term';
  /** Null for a bare word, which searches several fields. */
  readonly field: string | null;
  readonly comparator: Comparator;
  readonly value: string;
  readonly quoted: boolean;
}

export type SearchNode =
  | Term
  | { readonly type: 'and' | 'or'; readonly parts: readonly SearchNode[] }
  | { readonly type: 'not'; readonly part: SearchNode };

type Token = { readonly type: '(' | ')' | 'and' | 'or' | 'not' } | Term;

const pattern =
  /\s*(?:([()])|(AND|OR|NOT)(?=[\s()]|$)|(-)?(?:([A-Za-z_][\w.]*)\s*:\s*(>=|<=|>|<)?\s*)?(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s()]+)))/gy;

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [, parenthesis, connective, minus, field, comparator, single, double, bare] = match;
    if (parenthesis === '(' || parenthesis === ')') tokens.push({ type: parenthesis });
    else if (connective === 'AND') tokens.push({ type: 'and' });
    else if (connective === 'OR') tokens.push({ type: 'or' });
    else if (connective === 'NOT') tokens.push({ type: 'not' });
    else {
      if (minus !== undefined) tokens.push({ type: 'not' });
      const quoted = single ?? double;
      const value = quoted === undefined ? (bare ?? '') : quoted.replace(/\\(.)/g, '$1');
      tokens.push({
        type: 'term',
        field: field ?? null,
        comparator: isComparator(comparator) ? comparator : '=',
        value,
        quoted: quoted !== undefined,
      });
    }
  }
  return tokens;
}

function isComparator(text: string | undefined): text is Comparator {
  return text === '>' || text === '>=' || text === '<' || text === '<=';
}

/** Null for an empty query. Never throws: what cannot be read is left out, as Shopify does. */
export function parseSearch(text: string): SearchNode | null {
  const tokens = tokenize(text);
  let position = 0;

  const alternatives = (): SearchNode | null => {
    const parts = [conjunction()];
    while (tokens[position]?.type === 'or') {
      position += 1;
      parts.push(conjunction());
    }
    return joined('or', parts);
  };

  const conjunction = (): SearchNode | null => {
    const parts: (SearchNode | null)[] = [];
    for (let token = tokens[position]; token && token.type !== 'or' && token.type !== ')'; token = tokens[position]) {
      if (token.type === 'and') position += 1;
      else parts.push(single());
    }
    return joined('and', parts);
  };

  const single = (): SearchNode | null => {
    const token = tokens[position];
    position += 1;
    if (token?.type === 'not') {
      const part = single();
      return part && { type: 'not', part };
    }
    if (token?.type === '(') {
      const inner = alternatives();
      if (tokens[position]?.type === ')') position += 1;
      return inner;
    }
    return token?.type === 'term' ? token : null;
  };

  return alternatives();
}

function joined(type: 'and' | 'or', parts: readonly (SearchNode | null)[]): SearchNode | null {
  const present = parts.filter((part) => part !== null);
  const [only] = present;
  if (only === undefined) return null;
  return present.length === 1 ? only : { type, parts: present };
}
