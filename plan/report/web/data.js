// What Go has written, and how it hangs together. Everything in it is text to be shown;
// nothing of it is ever read as HTML.

const element = document.getElementById("data");
const data = JSON.parse(element.textContent);
element.remove();

for (const folder of data.folders) {
  const above = data.folders[folder.p];
  folder.full = above ? above.full + folder.n : folder.n;
}

// Where a row is found by its text. Made when it is first asked for.
function haystack(row) {
  if (row.hay === undefined) {
    const parts = [data.folders[row.f].full + row.n, row.o || "", row.x || "", row.d || "", row.l || ""];
    for (const ref of row.r || []) parts.push(ref.p, ref.t);
    row.hay = parts.join("\n").toLowerCase();
  }
  return row.hay;
}

function diffText(diff) {
  const parts = [diff.n, diff.h || "", diff.b || "", diff.a || "", diff.e || ""];
  return parts.concat((diff.p || []).map((s) => "+" + s), (diff.m || []).map((s) => "-" + s)).join("\n").toLowerCase();
}

function whyText(why) {
  return ((why.t || "") + "\n" + (why.p || "")).toLowerCase();
}

// A URL of the account is there without it, or as "=" where it is the row's own path.
function wholeURL(row, url, name) {
  const path = url === "=" ? data.folders[row.f].full + name : url;
  return path.startsWith("/") ? data.account + path : path;
}

// The address of an image is there likewise, "=" before the query that its URL has.
function thumbnailURL(row) {
  const own = row.t.startsWith("=");
  const [path, query] = own ? [data.folders[row.f].full.slice(1) + row.n, row.t.slice(1)] : row.t.split("?");
  return data.base + path + "?" + (query ? query + "&" : "") + data.thumbnail;
}

const actionIndex = new Map(data.actions.map((a, i) => [a.n, i]));
const kindIndex = new Map(data.kinds.map((k, i) => [k, i]));
