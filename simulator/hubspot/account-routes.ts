import { nowOf } from './core.ts';
import { recordCounts } from './object-reads.ts';
import { objectTypes } from './object-types.ts';
import { type App, type Service, schemaScope, typeNamed, versionOf } from './service.ts';
import { isoText, zoneOffset } from './time.ts';
import { requireScopes } from './token-store.ts';

const RECORD_LIMIT = 15_000_000;

function percentage(usage: number, limit: number): number {
  return limit === 0 ? 0 : Math.round((usage / limit) * 10_000) / 100;
}

/** Routes that tell about the account itself: details, usage, limits, property rules. */
export function accountRoutes(app: App, service: Service): void {
  const { core, info, limits } = service;
  app.get('/account-info/:version/details', (context) => {
    versionOf(context);
    const offset = zoneOffset(info.timeZone, nowOf(core));
    return context.json({
      portalId: core.portalId,
      accountType: info.accountType,
      timeZone: info.timeZone,
      companyCurrency: info.companyCurrency,
      additionalCurrencies: info.additionalCurrencies,
      utcOffset: offsetText(offset),
      utcOffsetMilliseconds: offset,
      uiDomain: info.uiDomain ?? core.uiOrigin.replace(/^https?:\/\//, ''),
      dataHostingLocation: 'na1',
    });
  });
  app.get('/account-info/:version/api-usage/daily/private-apps', (context) => {
    versionOf(context);
    const { used, resetsAt } = limits.usage();
    const usage = {
      name: 'private-apps-api-calls-daily',
      usageLimit: limits.options.daily,
      currentUsage: used,
      collectedAt: new Date(nowOf(core)).toISOString(),
      fetchStatus: 'SUCCESS',
      resetsAt: isoText(resetsAt),
    };
    return context.json({ results: [usage] });
  });
  limitRoutes(app, service);
  ruleRoutes(app, service);
}

function offsetText(offset: number): string {
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

function limitRoutes(app: App, service: Service): void {
  const { core } = service;
  app.get('/crm/limits/:version/custom-properties', (context) => {
    versionOf(context);
    const { customPropertyLimit, customPropertyLimitPerObject } = core.properties.limits;
    const byObjectType = objectTypes.map((type) => {
      const usage = core.properties.customCount(type.id);
      return {
        objectTypeId: type.id,
        singularLabel: type.label,
        pluralLabel: type.pluralLabel,
        limit: customPropertyLimitPerObject,
        usage,
        percentage: percentage(usage, customPropertyLimitPerObject),
      };
    });
    const overallUsage = core.properties.customCount();
    return context.json({
      byObjectType,
      overallLimit: customPropertyLimit,
      overallUsage,
      overallPercentage: percentage(overallUsage, customPropertyLimit),
    });
  });
  app.get('/crm/limits/:version/records', (context) => {
    versionOf(context);
    const counts = new Map(recordCounts(core).map((one) => [one.typeId, one.count]));
    const hubspotDefinedObjectTypes = objectTypes.map((type) => {
      const usage = counts.get(type.id) ?? 0;
      return {
        objectTypeId: type.id,
        singularLabel: type.label,
        pluralLabel: type.pluralLabel,
        limit: RECORD_LIMIT,
        usage,
        percentage: percentage(usage, RECORD_LIMIT),
      };
    });
    const customObjectTypes = { byObjectType: [], overallLimit: 0, overallPercentage: 0, overallUsage: 0 };
    return context.json({ hubspotDefinedObjectTypes, customObjectTypes });
  });
}

function ruleRoutes(app: App, service: Service): void {
  const base = '/crm/property-validations/:version/:type';
  const rulesOf = (typeId: string, name?: string) =>
    service.core.rules
      .of(typeId)
      .filter((rule) => name === undefined || rule.name === name)
      .map((rule) => ({
        propertyName: rule.name,
        ruleType: rule.kind === 'required' ? 'REQUIRED' : 'CONDITIONAL_REQUIRED',
        ruleArguments: rule.kind === 'required' ? [] : [rule.when.name, ...rule.when.values],
      }));
  app.get(base, (context) => {
    versionOf(context);
    const type = typeNamed(context.req.param('type'));
    requireScopes(context.get('token'), [schemaScope(type, 'read')]);
    return context.json({ results: rulesOf(type.id) });
  });
  app.get(`${base}/:name`, (context) => {
    versionOf(context);
    const type = typeNamed(context.req.param('type'));
    requireScopes(context.get('token'), [schemaScope(type, 'read')]);
    return context.json({ results: rulesOf(type.id, context.req.param('name')) });
  });
}
