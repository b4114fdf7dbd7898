// The filter: what it is set to, how that is written in the page's address, and which
// rows it lets through. Within a facet it is either of the values, between facets all.

const flags = ["breaks a URL", "mentioned in sources"];

const filter = { action: new Set(), kind: new Set(), only: new Set(), q: "", thumbs: true };

function filtering() {
  return filter.action.size + filter.kind.size + filter.only.size > 0 || filter.q !== "";
}

// Sets the filter to what a fragment of the page's address says; false where that is
// about something else, such as a heading.
function readHash(hash) {
  const said = new URLSearchParams(hash.slice(1));
  const known = ["action", "kind", "only", "q", "thumbs"].some((key) => said.has(key));
  if (!known && hash.length > 1) return false;
  const set = (key, allowed) => new Set((said.get(key) || "").split(",").filter((v) => allowed.includes(v)));
  filter.action = set("action", data.actions.map((a) => a.n));
  filter.kind = set("kind", data.kinds);
  filter.only = set("only", flags);
  filter.q = said.get("q") || "";
  filter.thumbs = said.get("thumbs") !== "off";
  return true;
}

function hashOf() {
  const say = new URLSearchParams();
  for (const key of ["action", "kind", "only"]) {
    if (filter[key].size > 0) say.set(key, [...filter[key]].join(","));
  }
  if (filter.q !== "") say.set("q", filter.q);
  if (!filter.thumbs) say.set("thumbs", "off");
  return say.toString();
}

// Browsers refuse to write the address too often, so it is written when typing stops.
let hashTimer = 0;
function writeHash() {
  clearTimeout(hashTimer);
  hashTimer = setTimeout(() => {
    const want = hashOf();
    if (want !== location.hash.slice(1)) {
      history.replaceState(null, "", want === "" ? location.pathname + location.search : "#" + want);
    }
  }, 300);
}

// Words to find, each somewhere in a row. A URL of the account is found by its path.
function termsOf(q) {
  const account = data.account.toLowerCase();
  return q.toLowerCase().split(/\s+/).filter(Boolean).map((term) => {
    const hit = (text) => text.includes(term);
    return {
      word: account !== "" && term.startsWith(account + "/") ? term.slice(account.length) : term,
      diffs: data.diffs.map((d) => hit(diffText(d))),
      whys: data.whys.map((w) => hit(whyText(w))),
    };
  });
}

function hasText(row, terms) {
  return terms.every((t) => t.whys[row.w] || haystack(row).includes(t.word) || (row.s || []).some((i) => t.diffs[i]));
}

function hasFlag(row, flag) {
  return flag === flags[0] ? row.x !== undefined : row.r !== undefined;
}

// The rows that match, and for each value of each facet how many would with it.
function search() {
  const terms = termsOf(filter.q);
  const actions = new Set([...filter.action].map((n) => actionIndex.get(n)));
  const kinds = new Set([...filter.kind].map((n) => kindIndex.get(n)));
  const only = [...filter.only];
  const found = { rows: [], action: new Map(), kind: new Map(), only: new Map() };
  const add = (map, key) => map.set(key, (map.get(key) || 0) + 1);
  for (const row of data.rows) {
    if (terms.length > 0 && !hasText(row, terms)) continue;
    const a = actions.size === 0 || actions.has(row.a);
    const k = kinds.size === 0 || kinds.has(row.k);
    const o = only.every((flag) => hasFlag(row, flag));
    if (k && o) add(found.action, data.actions[row.a].n);
    if (a && o) add(found.kind, data.kinds[row.k]);
    if (a && k) for (const flag of flags) if (hasFlag(row, flag)) add(found.only, flag);
    if (a && k && o) found.rows.push(row);
  }
  return found;
}
