/** Which service owns which paths. The gateway of the compose set-up has the same table: deploy/gateway. */
export const ownedPaths: readonly { readonly service: string; readonly path: RegExp }[] = [
  { service: 'nobody', path: /^\/(internal|health)(\/|$)/ },
  { service: 'export-api', path: /^\/v2\/export(V3)?\/?$/ },
  { service: 'export-api', path: /^\/api\/projects\/[^/]+\/(exports|continuous-delivery)(\/|$)/ },
  { service: 'export-api', path: /^\/api\/exports(\/|$)/ },
  { service: 'notifier', path: /^\/(api\/notifications|socket\.io)(\/|$)/ },
  { service: 'storage-router', path: /^\/(files|d|uploads)\// },
  { service: 'storage-router', path: /^\/v2\/get(Upload|Signed)Url\/?$/ },
  { service: 'storage-router', path: /^\/(v2|api)\/storages(\/|$)/ },
  { service: 'storage-router', path: /^\/api\/projects\/[^/]+\/export-storage(\/|$)/ },
  { service: 'mailbox', path: /^\/mail(\/|$)/ },
  { service: 'hub-api', path: /^\// },
];
