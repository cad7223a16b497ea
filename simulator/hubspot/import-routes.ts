import { nowOf } from './core.ts';
import { badRequest } from './errors.ts';
import { type ImportJob, importRequest } from './import-store.ts';
import { type App, type Ctx, type Service, versionOf } from './service.ts';
import { importSource } from './source.ts';
import { requireScopes } from './token-store.ts';

const BASE = '/crm/imports/:version';

/** Routes under /crm/imports: CSV files by multipart, worked off later. */
export function importRoutes(app: App, service: Service): void {
  const { core, imports } = service;
  const allow = (context: Ctx) => {
    versionOf(context);
    requireScopes(context.get('token'), ['crm.import']);
  };
  app.post(BASE, async (context) => {
    allow(context);
    const { request, files } = await readUpload(context);
    const at = nowOf(core);
    const job = imports.add(request, files, at, (id) => ({ source: importSource(id), at, version: 'ui' }));
    return context.json(presentJob(job));
  });
  app.get(BASE, (context) => {
    allow(context);
    return context.json({ results: imports.list().map(presentJob) });
  });
  app.get(`${BASE}/:id`, (context) => {
    allow(context);
    return context.json(presentJob(imports.get(context.req.param('id'))));
  });
  app.post(`${BASE}/:id/cancel`, (context) => {
    allow(context);
    imports.cancel(context.req.param('id'), nowOf(core));
    return context.json({
      status: 'COMPLETE',
      startedAt: core.clock.now().toISOString(),
      completedAt: core.clock.now().toISOString(),
    });
  });
  app.get(`${BASE}/:id/errors`, (context) => {
    allow(context);
    const job = imports.get(context.req.param('id'));
    const withMessage = context.req.query('includeErrorMessage') === 'true';
    const withRow = context.req.query('includeRowData') === 'true';
    const start = Number(context.req.query('after') ?? '0');
    const limit = Math.min(Number(context.req.query('limit') ?? '100'), 100);
    const page = job.errors.slice(start, start + limit);
    const results = page.map((_, index) => presentError(job, start + index, withMessage, withRow));
    const more = start + limit < job.errors.length ? { paging: { next: { after: String(start + limit) } } } : {};
    return context.json({ results, ...more });
  });
}

async function readUpload(context: Ctx) {
  const parts = await context.req.parseBody();
  const text = parts['importRequest'];
  const files = new Map<string, string>();
  for (const part of Object.values(parts)) {
    if (part instanceof File) files.set(part.name, await part.text());
  }
  const json = typeof text === 'string' ? text : text instanceof File ? await text.text() : '';
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw badRequest('The part importRequest is missing or no JSON');
  }
  const request = importRequest.safeParse(parsed);
  if (!request.success) throw badRequest(`Invalid import request: ${request.error.message}`);
  const absent = request.data.files.find((file) => !files.has(file.fileName));
  if (absent) throw badRequest(`The file ${absent.fileName} was not uploaded`);
  return { request: request.data, files };
}

function presentJob(job: ImportJob) {
  return {
    id: job.id,
    importName: job.request.name,
    importSource: 'API',
    state: job.state,
    optOutImport: false,
    mappedObjectTypeIds: Object.keys(job.request.importOperations),
    metadata: {
      counters: Object.fromEntries(job.counters),
      fileIds: job.request.files.map((file) => file.fileName),
      objectLists: [],
    },
    createdAt: new Date(job.createdAt).toISOString(),
    updatedAt: new Date(job.updatedAt).toISOString(),
  };
}

function presentError(job: ImportJob, position: number, withMessage: boolean, withRow: boolean) {
  const error = job.errors[position];
  if (!error) return {};
  return {
    id: `${job.id}${position}`,
    createdAt: job.updatedAt,
    errorType: error.errorType,
    ...(withMessage ? { errorMessage: error.errorMessage } : {}),
    ...(error.objectTypeId === null ? {} : { objectType: error.objectTypeId }),
    ...(error.column === null ? {} : { knownColumnNumber: error.column }),
    ...(error.invalidValue === null ? {} : { invalidValue: error.invalidValue }),
    sourceData: {
      lineNumber: error.line,
      ...(withRow ? { rowData: error.row } : {}),
      pageName: null,
      fileId: error.fileName,
    },
  };
}
