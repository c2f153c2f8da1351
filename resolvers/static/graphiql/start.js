// Starts GraphiQL on this server's own /graphql. Tokens typed into the header editor are not kept in the browser.
"use strict";

const SAMPLE = `# Peyman. Press the play button, or Ctrl-Enter.
# To read more than is public, sign in at /sign-in, or put a token of \`peyman token EMAIL\` into Headers below.

query WhoIsThere {
  stakeholders(first: 10) {
    totalCount
    nodes {
      __typename
      id
      name
    }
  }
}
`;

const HEADERS = JSON.stringify({ Authorization: "Bearer " }, null, 2);

// "Bearer " alone is the unfilled template, not a token: it must not turn a public query into a refused one.
const withoutEmptyToken = (url, options) => {
  const headers = new Headers(options.headers);
  if ((headers.get("authorization") || "").trim().toLowerCase() === "bearer") headers.delete("authorization");
  // Whoever signed in at /sign-in comes with cookies, and shows beside them what another site's page cannot read.
  const csrf = document.cookie.match(/(?:^|; )(?:__Host-)?peyman_csrf=([0-9a-f]+)/);
  if (csrf) headers.set("X-CSRF-Token", csrf[1]);
  return fetch(url, { ...options, headers });
};

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({
      url: "/graphql",
      fetch: withoutEmptyToken,
      // Subscriptions: with the cookies of /sign-in, or the token in Headers, which the page sends as it connects.
      subscriptionUrl: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`,
      enableIncrementalDelivery: false,
    }),
    defaultQuery: SAMPLE,
    query: new URLSearchParams(location.search).get("query") || undefined,
    defaultHeaders: HEADERS,
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    defaultEditorToolsVisibility: "headers",
  }),
);
