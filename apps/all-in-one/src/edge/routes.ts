/** Which service owns which paths. The gateway of the compose set-up has the same table: deploy/gateway. */
export const ownedPaths: readonly { readonly service: string; readonly path: RegExp }[] = [
  { service: 'nobody', path: /^\/(internal|health)(\/|$)/ },
  { service: 'export-api', path: /^\/v2\/export(V3)?\/?$/ },
  { service: 'export-api', path: /^\/api\/projects\/[^/]+\/(exports|continuous-delivery)(\/|$)/ },
  { service: 'export-api', path: /^\/api\/exports(\/|$)/ },
  { service: 'export-api', path: /^\/api\/converters\/?$/ },
  { service: 'notifier', path: /^\/(api\/notifications|live)(\/|$)/ },
  {
    service: 'plugin-converter',
    path: /^\/(socket\.io|api\/plugins|api\/plugin-sessions|v2\/plugin(Response|Log))(\/|$)/,
  },
  { service: 'plugin-converter', path: /^\/api\/projects\/[^/]+\/plugin-runs(\/|$)/ },
  { service: 'storage-router', path: /^\/(files|d|uploads)\// },
  { service: 'storage-router', path: /^\/v2\/get(Upload|Signed)Url\/?$/ },
  { service: 'storage-router', path: /^\/(v2|api)\/storages(\/|$)/ },
  { service: 'storage-router', path: /^\/api\/projects\/[^/]+\/export-storage(\/|$)/ },
  { service: 'mailbox', path: /^\/mail(\/|$)/ },
  { service: 'hub-api', path: /^\// },
];
