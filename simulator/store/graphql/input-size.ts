import { type DocumentNode, type GraphQLFormattedError, Kind, visit } from 'graphql';

/** Shopify docs: an input array has at most 250 entries, which is also the limit of `nodes(ids:)`. */
const largestArray = 250;

/** The refusal of an over-long array in variables or in the document itself; null when all are short enough. */
export function inputSizeError(document: DocumentNode, variables: unknown): GraphQLFormattedError | null {
  const longest = Math.max(longestArray(variables), longestList(document));
  if (longest <= largestArray) return null;
  return {
    message: `The input array size of ${longest} is greater than the maximum allowed of ${largestArray}.`,
    extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
  };
}

/** A document comes again and again with other variables. */
const longestLists = new WeakMap<DocumentNode, number>();

function longestList(document: DocumentNode): number {
  const known = longestLists.get(document);
  if (known !== undefined) return known;
  let longest = 0;
  visit(document, {
    [Kind.LIST](node) {
      longest = Math.max(longest, node.values.length);
    },
  });
  longestLists.set(document, longest);
  return longest;
}

function longestArray(value: unknown): number {
  if (Array.isArray(value)) return Math.max(value.length, ...value.map(longestArray));
  if (typeof value !== 'object' || value === null) return 0;
  return Math.max(0, ...Object.values(value).map(longestArray));
}
