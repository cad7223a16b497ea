import { operation } from './operation.ts';

export const shopAndApp = operation(`query ShopAndApp {
  shop { id name myshopifyDomain currencyCode ianaTimezone }
  currentAppInstallation { accessScopes { handle } }
  publicApiVersions { handle supported }
}`);

export const webhookList = operation(`query WebhookList($after: String) {
  webhookSubscriptions(first: 100, after: $after) {
    nodes { id topic uri format filter includeFields }
    pageInfo { hasNextPage endCursor }
  }
}`);

/*
 * The only mutations there are: subscriptions of our own webhooks, and bulk reads. None changes a record of the store.
 */
export const webhookCreate =
  operation(`mutation WebhookCreate($topic: WebhookSubscriptionTopic!, $subscription: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $subscription) {
    webhookSubscription { id }
    userErrors { field message }
  }
}`);

export const webhookUpdate = operation(`mutation WebhookUpdate($id: ID!, $subscription: WebhookSubscriptionInput!) {
  webhookSubscriptionUpdate(id: $id, webhookSubscription: $subscription) {
    webhookSubscription { id }
    userErrors { field message }
  }
}`);

export const webhookDelete = operation(`mutation WebhookDelete($id: ID!) {
  webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } }
}`);
