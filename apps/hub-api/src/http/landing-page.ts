/** What a browser sees at `/`: that the Hub runs, and how to get an export out of it. `origin` has no trailing slash. */
export const landingPage = (origin: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hub Exports</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.55 system-ui, sans-serif; }
  body { margin: 0 auto; max-width: 46rem; padding: 3rem 1.25rem; }
  h1 { margin: 0 0 .25rem; font-size: 1.75rem; }
  h2 { margin: 2.25rem 0 .5rem; font-size: 1.1rem; }
  p, ul { margin: .5rem 0; }
  .runs { color: light-dark(#0a6b2d, #5fd38a); font-weight: 600; }
  pre { overflow-x: auto; padding: .9rem 1rem; border-radius: .5rem; background: light-dark(#f2f3f5, #22252a); font-size: .875rem; }
  code { font-family: ui-monospace, monospace; }
  a { color: light-dark(#0b57d0, #8ab4f8); }
</style>
</head>
<body>
<main>
<h1>Hub Exports</h1>
<p class="runs">It runs.</p>
<p>Annotations out of the Hub: complete, fast, with proof that nothing was lost.</p>
<ul>
  <li><a href="/api/docs">API reference</a>, and the same <a href="/api/openapi.json">as OpenAPI</a></li>
  <li><a href="/mail">Mailbox</a>: the mails that exports send, when the Hub runs with its embedded mail server</li>
</ul>
<h2>Export a project</h2>
<p>The start of the Hub wrote an API key into <code>demo.json</code> in its data directory. Put it into a variable and look at your projects:</p>
<pre><code>KEY=…your API key…
curl -s -H "apikey: $KEY" "${origin}/api/projects"</code></pre>
<p>Ask for an export and wait for its link. Without <code>stage</code> the finished tasks are exported, those in Complete:</p>
<pre><code>PROJECT=…id of a project…
curl -s -G -H "apikey: $KEY" "${origin}/v2/export" \\
  --data-urlencode "project=$PROJECT" --data-urlencode "format=ndjson"</code></pre>
<p>The answer comes when the file is ready; <code>data.exportPath</code> is the address of the zip and needs no key:</p>
<pre><code>curl -s -o export.zip "…data.exportPath…" &amp;&amp; unzip -l export.zip</code></pre>
<p>Or without waiting: <code>POST /api/projects/&lt;id&gt;/exports</code> starts one, <code>GET /api/exports/&lt;id&gt;</code> shows how far it is.</p>
</main>
</body>
</html>
`;
