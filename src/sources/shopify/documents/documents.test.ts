import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DocumentNode, Kind, parse, specifiedRules, TypeInfo, validate, visit, visitWithTypeInfo } from 'graphql';
import type { OrderPart } from '../../../commerce/order.ts';
import { adminSchema, estimateCost } from '../client/estimate.ts';
import { allDocumentScopes, allOperations, allOrderParts } from './all.ts';
import { bulkCustomers, bulkOrders } from './bulk.ts';
import { bulkOrderSelection, ordersByIds } from './records.ts';
import { mayRead, neededScopes } from './scopes.ts';

/** All subsets, the empty one included. */
function subsets<T>(items: readonly T[]): T[][] {
  const [first, ...rest] = items;
  if (first === undefined) return [[]];
  const without = subsets(rest);
  return [...without, ...without.map((subset) => [first, ...subset])];
}

const scopeSubsets = subsets(['read_orders', 'read_customers', 'read_returns', 'read_payment_terms', 'read_companies'])
  // Without them nothing is read at all: `check` stops there.
  .filter((scopes) => scopes.includes('read_orders') && scopes.includes('read_customers'))
  .map((scopes) => new Set(scopes));
const partSubsets = subsets<OrderPart>(allOrderParts);

function assertValid(text: string, what: string): DocumentNode {
  const document = parse(text);
  const errors = validate(adminSchema(), document, specifiedRules);
  assert.deepEqual(
    errors.map(({ message }) => message),
    [],
    what,
  );
  return document;
}

/** `Order.returns` for every field that the document selects. */
function selectedFields(document: DocumentNode): Set<string> {
  const found = new Set<string>();
  const types = new TypeInfo(adminSchema());
  visit(
    document,
    visitWithTypeInfo(types, { Field: ({ name }) => void found.add(`${types.getParentType()?.name}.${name.value}`) }),
  );
  return found;
}

describe('documents', () => {
  it('every operation in its fullest form is valid against the official schema', () => {
    for (const { name, text } of allOperations()) assertValid(text, name);
  });

  it('every order document of every combination of parts and scopes is valid and within one call', () => {
    for (const granted of scopeSubsets) {
      for (const parts of partSubsets) {
        const { text } = ordersByIds(parts, granted);
        const what = `${parts.join('+')} with ${[...granted].join(',')}`;
        assertValid(text, what);
        assert.ok(estimateCost(text, {}) <= 1000, what);
      }
    }
  });

  it('no document selects a field that the granted scopes do not open', () => {
    for (const granted of scopeSubsets) {
      const document = parse(ordersByIds(allOrderParts, granted).text);
      const closed = [...selectedFields(document)].filter((field) => !mayRead(field, granted));
      assert.deepEqual(closed, [], [...granted].join(','));
    }
    const withReturns = ordersByIds(['returns'], new Set(['read_orders', 'read_customers', 'read_returns'])).text;
    const without = ordersByIds(['returns'], new Set(['read_orders', 'read_customers'])).text;
    assert.match(withReturns, /returns\(/);
    assert.doesNotMatch(without, /returns\(/);
  });

  it('reads a core order for at most 25 points, and each part for a few more', () => {
    const scopes = new Set(['read_orders', 'read_customers', 'read_returns']);
    assert.equal(estimateCost(ordersByIds([], scopes).text, {}), 9);
    assert.ok(estimateCost(ordersByIds([], new Set(allDocumentScopes)).text, {}) <= 25);
    for (const part of allOrderParts) assert.ok(estimateCost(ordersByIds([part], scopes).text, {}) <= 25, part);
  });

  it('bulk queries are valid, have one root, and select ids only where a part has children of its own', () => {
    const granted = new Set(allDocumentScopes);
    const filter = "processed_at:>='2026-01-01T00:00:00Z' AND processed_at:<'2026-02-01T00:00:00Z'";
    for (const parts of partSubsets) {
      const selection = bulkOrderSelection(parts, granted);
      const text = bulkOrders(selection, filter);
      const document = assertValid(text, parts.join('+'));
      const [definition] = document.definitions;
      assert.equal(definition?.kind === Kind.OPERATION_DEFINITION && definition.selectionSet.selections.length, 1);
      assert.equal(selection === null, parts.includes('lineItems') || parts.includes('returns'), parts.join('+'));
      assert.equal((text.match(/edges/g) ?? []).length, 1, 'a nested connection');
      assert.doesNotMatch(text, /nodes/, 'bulk queries refuse nodes');
      assert.ok(text.includes(JSON.stringify(filter)));
    }
    assertValid(bulkCustomers(null), 'customers');
  });
});

describe('one-way', () => {
  const allowed = [
    'bulkOperationCancel',
    'bulkOperationRunQuery',
    'webhookSubscriptionCreate',
    'webhookSubscriptionDelete',
    'webhookSubscriptionUpdate',
  ];

  it('the only mutations are webhook subscriptions of our own and bulk reads', () => {
    const mutations = allOperations().flatMap(({ text, kind }) => {
      const [definition] = parse(text).definitions;
      assert.ok(definition?.kind === Kind.OPERATION_DEFINITION);
      assert.equal(definition.operation, kind);
      if (definition.operation !== 'mutation') return [];
      return definition.selectionSet.selections.map((field) => (field.kind === Kind.FIELD ? field.name.value : '?'));
    });
    assert.deepEqual(mutations.sort(), allowed);
  });

  it('asks for read scopes only', () => {
    for (const parts of partSubsets) {
      for (const scope of neededScopes(parts)) assert.match(scope, /^read_[a-z_]+$/);
    }
    for (const scope of allDocumentScopes) assert.match(scope, /^read_/);
  });
});
