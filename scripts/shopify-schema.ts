/**
 * Writes the reduced Admin GraphQL schema and the access scopes of its fields from the schema that Shopify ships in the
 * npm package `@shopify/dev-mcp`. `npm pack` fetches that one file without installing the package's 300 dependencies.
 *
 *   node scripts/shopify-schema.ts           regenerate
 *   node scripts/shopify-schema.ts --check   regenerate in memory, compare, exit code 1 on a difference
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import {
  buildClientSchema,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  type IntrospectionQuery,
  type IntrospectionType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { z } from 'zod';

const PACKAGE = '@shopify/dev-mcp@1.16.0';
const INTEGRITY = 'sha512-tqgRnK7sQhjew+htxtleTH23nXB5fZcsrhWgEkomsorGXvLOB2mh2upwZm8uzuTDNTZnqtLMe64yIwh6s2awtw==';
const MEMBER = 'package/dist/data/admin_2026-10.json.gz';
const ROOM = new URL('../src/sources/shopify/schema/', import.meta.url);
const SDL_FILE = new URL('admin-2026-10.graphql', ROOM);
const SCOPES_FILE = new URL('field-scopes.json', ROOM);

/**
 * What a one-way sync reads: type → fields. Arguments, enum values and input types come along complete; connections and
 * edges need no entry of their own; an object has the fields of its interfaces without naming them.
 */
const WANTED: Record<string, string> = {
  AccessScope: 'handle description',
  ApiVersion: 'handle displayName supported',
  App: 'id title handle webhookApiVersion',
  AppInstallation: 'id accessScopes app',
  Attribute: 'key value',
  BasicEvent: 'subjectId subjectType',
  BulkOperation: `completedAt createdAt errorCode fileSize id objectCount partialDataUrl query rootObjectCount status
    type url`,
  BulkOperationCancelPayload: 'bulkOperation userErrors',
  BulkOperationRunQueryPayload: 'bulkOperation userErrors',
  BulkOperationUserError: 'code field message',
  CashRoundingAdjustment: 'paymentSet refundSet',
  Company: `contactRoles contacts contactsCount createdAt customerSince defaultRole externalId id locations
    locationsCount mainContact name note orders ordersCount totalSpent updatedAt`,
  CompanyAddress: `address1 address2 city companyName country countryCode firstName id lastName phone province
    recipient zip zoneCode`,
  CompanyContact: 'company createdAt customer id isMainContact locale roleAssignments title updatedAt',
  CompanyContactRole: 'id name note',
  CompanyContactRoleAssignment: 'companyContact companyLocation createdAt id role updatedAt',
  CompanyLocation: `billingAddress company createdAt currency externalId id locale name note ordersCount phone
    roleAssignments shippingAddress totalSpent updatedAt`,
  Count: 'count precision',
  Customer: `amountSpent companyContactProfiles createdAt dataSaleOptOut defaultAddress defaultEmailAddress
    defaultPhoneNumber displayName firstName id lastName lastOrder legacyResourceId locale mergeable note
    numberOfOrders orders productSubscriberStatus state statistics tags taxExempt updatedAt verifiedEmail`,
  CustomerEmailAddress: `emailAddress marketingOptInLevel marketingState marketingUpdatedAt openTrackingLevel
    validFormat`,
  CustomerJourneySummary: 'customerOrderIndex daysToConversion firstVisit lastVisit momentsCount ready',
  CustomerMergeError: 'errorFields message',
  CustomerMergeRequest: 'customerMergeErrors jobId resultingCustomerId status',
  CustomerMergeable: 'errorFields isMergeable mergeInProgress reason',
  CustomerPhoneNumber: 'phoneNumber smsMarketingConsent whatsAppMarketingConsent',
  CustomerSmsMarketingConsent: 'collectedFrom optInLevel state updatedAt',
  CustomerStatistics: 'predictedSpendTier rfmGroup',
  CustomerVisit: `id landingPage occurredAt referralCode referrerUrl source sourceDescription sourceType
    utmParameters`,
  CustomerWhatsAppMarketingConsent: 'collectedFrom optInLevel state updatedAt',
  Domain: 'host id url',
  Duty: 'id',
  Event: 'action createdAt id message',
  ExchangeLineItem: 'id lineItems processedQuantity quantity title variantId variantSku',
  Fulfillment: `createdAt deliveredAt displayStatus estimatedDeliveryAt events fulfillmentLineItems id inTransitAt
    legacyResourceId name order requiresShipping status totalQuantity trackingInfo updatedAt`,
  FulfillmentEvent: 'city country createdAt estimatedDeliveryAt happenedAt id message province status zip',
  FulfillmentLineItem: 'id lineItem quantity',
  FulfillmentTrackingInfo: 'company number url',
  LineItem: `currentQuantity customAttributes discountedTotalSet discountedUnitPriceAfterAllDiscountsSet
    discountedUnitPriceSet id isGiftCard name originalTotalSet originalUnitPriceSet product quantity
    refundableQuantity requiresShipping sellingPlan sku taxable title totalDiscountSet unfulfilledQuantity variant
    variantTitle vendor`,
  LineItemSellingPlan: 'name sellingPlanId',
  Location: 'id name',
  MailingAddress: `address1 address2 city company country countryCodeV2 firstName id lastName name phone province
    provinceCode zip`,
  MoneyBag: 'presentmentMoney shopMoney',
  MoneyV2: 'amount currencyCode',
  Mutation: `bulkOperationCancel bulkOperationRunQuery webhookSubscriptionCreate webhookSubscriptionDelete
    webhookSubscriptionUpdate`,
  Node: 'id',
  Order: `app attribution billingAddress cancelReason cancellation cancelledAt cartDiscountAmountSet cartToken
    checkoutToken closed closedAt confirmationNumber confirmed createdAt currencyCode currentCartDiscountAmountSet
    currentShippingPriceSet currentSubtotalLineItemsQuantity currentSubtotalPriceSet currentTotalAdditionalFeesSet
    currentTotalDiscountsSet currentTotalDutiesSet currentTotalPriceSet currentTotalTaxSet customAttributes customer
    customerAcceptsMarketing customerJourneySummary customerLocale discountCode discountCodes displayFinancialStatus
    displayFulfillmentStatus disputes dutiesIncluded edited email estimatedTaxes fulfillments fulfillmentsCount
    fullyPaid id legacyResourceId lineItems name netPaymentSet note number originalTotalAdditionalFeesSet
    originalTotalDutiesSet originalTotalPriceSet paymentGatewayNames paymentTerms phone poNumber
    presentmentCurrencyCode processedAt publication purchasingEntity refundDiscrepancySet refunds registeredSourceUrl
    requiresShipping retailLocation returnStatus returns risk shippingAddress shippingLine sourceIdentifier sourceName
    staffMember subtotalLineItemsQuantity subtotalPriceSet tags taxExempt taxesIncluded test totalCapturableSet
    totalCashRoundingAdjustment totalDiscountsSet totalOutstandingSet totalPriceSet totalReceivedSet totalRefundedSet
    totalRefundedShippingSet totalShippingPriceSet totalTaxSet totalTipReceivedSet transactions transactionsCount
    unpaid updatedAt`,
  OrderAdjustment: 'amountSet id reason taxAmountSet',
  OrderApp: 'id name',
  OrderAttribution: 'displayName handle',
  OrderCancellation: 'staffNote',
  OrderDisputeSummary: 'id initiatedAs status',
  OrderRiskAssessment: 'facts provider riskLevel',
  OrderRiskSummary: 'assessments recommendation',
  OrderTransaction: `amountSet createdAt errorCode formattedGateway gateway id kind manualPaymentGateway order
    parentTransaction paymentId processedAt status test`,
  PageInfo: 'endCursor hasNextPage hasPreviousPage startCursor',
  PaymentSchedule: 'balanceDue completedAt due dueAt id issuedAt totalBalance',
  PaymentTerms: 'due dueInDays id overdue paymentSchedules paymentTermsName paymentTermsType',
  Product: 'id',
  ProductVariant: 'id',
  Publication: 'id',
  PurchasingCompany: 'company contact location',
  PurchasingEntity: '',
  QueryRoot: `bulkOperation bulkOperations companies companiesCount company companyContact companyLocation
    companyLocations currentAppInstallation currentBulkOperation customer customerByIdentifier customerMergeJobStatus
    customers customersCount events eventsCount fulfillment node nodes order orders ordersCount publicApiVersions
    refund return shop webhookSubscription webhookSubscriptions webhookSubscriptionsCount`,
  Refund: `createdAt duties id legacyResourceId note order orderAdjustments processedAt refundLineItems
    refundShippingLines return totalRefundedSet transactions updatedAt`,
  RefundDuty: 'amountSet originalDuty',
  RefundLineItem: 'id lineItem priceSet quantity restockType restocked subtotalSet totalTaxSet',
  RefundShippingLine: 'id shippingLine subtotalAmountSet taxAmountSet',
  RestockingFee: 'amountSet id',
  Return: `closedAt createdAt decline exchangeLineItems id name order refunds requestApprovedAt returnLineItems status
    totalQuantity`,
  ReturnDecline: 'note reason',
  ReturnLineItem: 'fulfillmentLineItem restockingFee',
  ReturnLineItemType: `customerNote id processedQuantity quantity refundableQuantity refundedQuantity
    returnReasonDefinition returnReasonNote`,
  ReturnReasonDefinition: 'handle id name',
  RiskFact: 'description sentiment',
  ShippingLine: `carrierIdentifier code currentDiscountedPriceSet discountedPriceSet id isRemoved originalPriceSet
    source title`,
  Shop: `currencyCode enabledPresentmentCurrencies ianaTimezone id myshopifyDomain name orderNumberFormatPrefix
    orderNumberFormatSuffix plan primaryDomain taxesIncluded timezoneOffset updatedAt`,
  ShopPlan: 'partnerDevelopment publicDisplayName shopifyPlus',
  StaffMember: 'email id name',
  UTMParameters: 'campaign content medium source term',
  UnverifiedReturnLineItem: 'unitPrice',
  UserError: 'field message',
  WebhookSubscription: `apiVersion createdAt filter format id includeFields metafieldNamespaces metafields name topic
    updatedAt uri`,
  WebhookSubscriptionCreatePayload: 'userErrors webhookSubscription',
  WebhookSubscriptionDeletePayload: 'deletedWebhookSubscriptionId userErrors',
  WebhookSubscriptionMetafieldIdentifier: 'key namespace',
  WebhookSubscriptionUpdatePayload: 'userErrors webhookSubscription',
};

const scopeItem = z.object({
  type: z.enum(['type', 'field']),
  typeName: z.string(),
  fieldName: z.string().optional(),
  offlineScopes: z.array(z.string()),
});
type ScopeItem = z.infer<typeof scopeItem>;

interface Package {
  readonly introspection: IntrospectionQuery;
  readonly scopes: readonly ScopeItem[];
}

function fetchPackage(): Package {
  const folder = mkdtempSync(join(tmpdir(), 'shopify-schema-'));
  try {
    const packed = execFileSync('npm', ['pack', PACKAGE, '--silent'], { cwd: folder, encoding: 'utf8' }).trim();
    const archive = join(folder, packed);
    const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (found !== INTEGRITY) throw new Error(`${PACKAGE} has the checksum ${found}, expected ${INTEGRITY}`);
    execFileSync('tar', ['-xzf', archive, '-C', folder, MEMBER]);
    const content: unknown = JSON.parse(gunzipSync(readFileSync(join(folder, MEMBER))).toString('utf8'));
    const file = z
      .object({
        data: z.custom<IntrospectionQuery>(
          (value) => z.object({ __schema: z.looseObject({}) }).safeParse(value).success,
        ),
        offline_scopes: z.object({ items: z.array(scopeItem) }),
      })
      .parse(content);
    return { introspection: file.data, scopes: file.offline_scopes.items };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fieldNames(text: string): string[] {
  return text.split(/\s+/).filter((name) => name !== '');
}

/** The wanted fields of one type, or null where the type is not part of the reduced schema. */
function wantedFields(type: IntrospectionType): Set<string> | null {
  if (/(Connection|Edge)$/.test(type.name)) return new Set(['edges', 'nodes', 'pageInfo', 'cursor', 'node']);
  const own = WANTED[type.name];
  if (own === undefined) return null;
  const names = new Set(fieldNames(own));
  if (type.kind === 'OBJECT') {
    for (const parent of type.interfaces) for (const name of fieldNames(WANTED[parent.name] ?? '')) names.add(name);
    for (const name of fieldNames(own)) {
      if (!type.fields.some((field) => field.name === name))
        throw new Error(`${type.name}.${name} is not in the schema`);
    }
  }
  return names;
}

const isWantedName = ({ name }: { readonly name: string }) => WANTED[name] !== undefined;

function reduceType(type: IntrospectionType): IntrospectionType | null {
  if (type.kind === 'SCALAR' || type.kind === 'ENUM' || type.kind === 'INPUT_OBJECT') return type;
  const wanted = wantedFields(type);
  if (wanted === null) return null;
  if (type.kind === 'UNION') return { ...type, possibleTypes: type.possibleTypes.filter(isWantedName) };
  const fields = type.fields.filter((field) => wanted.has(field.name));
  const interfaces = type.interfaces.filter(isWantedName);
  if (type.kind === 'OBJECT') return { ...type, fields, interfaces };
  return { ...type, fields, interfaces, possibleTypes: type.possibleTypes.filter(isWantedName) };
}

/** Connections, edges, enums and inputs are kept only where something wanted leads to them. */
function reachable(types: readonly IntrospectionType[]): readonly IntrospectionType[] {
  const byName = new Map(types.map((type) => [type.name, type]));
  const seen = new Set<string>();
  const visit = (name: string, from: string) => {
    if (seen.has(name)) return;
    const type = byName.get(name);
    if (!type) throw new Error(`${from} leads to ${name}, which is not wanted`);
    seen.add(name);
    for (const next of namesIn(type)) visit(next, name);
  };
  for (const root of ['QueryRoot', 'Mutation', '__Schema', '__Directive']) visit(root, 'the root');
  for (const name of Object.keys(WANTED)) visit(name, 'the wanted list');
  return types.filter((type) => seen.has(type.name));
}

/** Names of all types that a type's fields, arguments, interfaces and members mention. */
function namesIn(type: IntrospectionType): string[] {
  const names: string[] = [];
  JSON.stringify(type, (key, value: unknown) => {
    if (key !== 'type' && key !== 'interfaces' && key !== 'possibleTypes') return value;
    JSON.stringify(value, (innerKey, inner: unknown) => {
      if (innerKey === 'name' && typeof inner === 'string') names.push(inner);
      return inner;
    });
    return undefined;
  });
  return names;
}

/** Texts double the size and are in Shopify's reference. The reason of a deprecation stays: it names the successor. */
function withoutTexts(introspection: IntrospectionQuery): IntrospectionQuery {
  const text = JSON.stringify(introspection, (key, value: unknown) => (key === 'description' ? null : value));
  const stripped: IntrospectionQuery = JSON.parse(text);
  return stripped;
}

function reduceSchema(full: IntrospectionQuery): GraphQLSchema {
  const kept = full.__schema.types.map(reduceType).filter((type) => type !== null);
  const builtIn = full.__schema.types.filter((type) => type.name.startsWith('__'));
  const types = reachable([...kept, ...builtIn.filter((type) => !kept.some((other) => other.name === type.name))]);
  const directives = full.__schema.directives.filter(({ name }) => name !== 'idempotent');
  return lexicographicSortSchema(
    buildClientSchema(withoutTexts({ __schema: { ...full.__schema, types, directives } })),
  );
}

/** The record type behind a connection or an edge; any other type is its own entity. */
function entityName(type: GraphQLNamedType): string {
  if (!isObjectType(type) || !/(Connection|Edge)$/.test(type.name)) return type.name;
  const inner = type.getFields()['nodes'] ?? type.getFields()['node'];
  return inner ? getNamedType(inner.type).name : type.name;
}

/**
 * Access scopes, any one of which opens a field. A field asks for its own scopes and for those of the record type that
 * it returns; where both are named, both must hold, and the alternatives common to both are kept. `types` serves
 * `node` and `nodes`, where only the record found tells its type.
 */
function scopeTable(schema: GraphQLSchema, items: readonly ScopeItem[]) {
  const listed = new Map(
    items
      .filter((item) => item.offlineScopes.length > 0)
      .map((item) => [
        item.fieldName === undefined ? item.typeName : `${item.typeName}.${item.fieldName}`,
        item.offlineScopes,
      ]),
  );
  const types: Record<string, readonly string[]> = {};
  const fields: Record<string, readonly string[]> = {};
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || isUnionType(type)) continue;
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    const ofType = listed.get(type.name);
    if (ofType) types[type.name] = ofType;
    for (const field of Object.values(type.getFields())) {
      const own = listed.get(`${type.name}.${field.name}`);
      const returned = listed.get(entityName(getNamedType(field.type)));
      const both = own && returned ? own.filter((scope) => returned.includes(scope)) : (own ?? returned);
      if (both) fields[`${type.name}.${field.name}`] = both;
    }
  }
  return { types, fields };
}

/** The repository's own layout, so that the formatter never fights with the generator. */
function formatted(json: string): string {
  const biome = fileURLToPath(new URL('../node_modules/.bin/biome', import.meta.url));
  return execFileSync(biome, ['format', '--stdin-file-path=field-scopes.json'], { input: json, encoding: 'utf8' });
}

function main(): void {
  const { introspection, scopes } = fetchPackage();
  const schema = reduceSchema(introspection);
  const header = `# Reduced from the Admin GraphQL 2026-10 schema in ${PACKAGE} by scripts/shopify-schema.ts. Do not edit.\n\n`;
  const outputs = [
    { file: SDL_FILE, text: `${header}${printSchema(schema)}\n` },
    { file: SCOPES_FILE, text: formatted(JSON.stringify(scopeTable(schema, scopes))) },
  ];
  if (!process.argv.includes('--check')) {
    for (const { file, text } of outputs) writeFileSync(file, text);
    return;
  }
  for (const { file, text } of outputs) {
    if (readFileSync(file, 'utf8') === text) continue;
    console.error(`${file.pathname} differs from what scripts/shopify-schema.ts generates; run it again`);
    process.exitCode = 1;
  }
}

main();
