// One change as HTML. body.html has the same for pages without a script.

function el(tag, className, ...children) {
  const e = document.createElement(tag);
  if (className) e.className = className;
  e.append(...children.filter((c) => c !== null && c !== undefined && c !== ""));
  return e;
}

function bdi(className, text) {
  return el("bdi", className, text);
}

function sign(text) {
  const s = el("span", "sign", text);
  s.setAttribute("aria-hidden", "true");
  return s;
}

function placeOf(why) {
  if (!why.h) return bdi("", why.p);
  const a = el("a", "", bdi("", why.p));
  a.href = why.h; // Go has seen to it that it is http or https
  a.rel = "noreferrer noopener";
  return a;
}

// Nodes that say what asked for something, with a space before them.
function whyNodes(index) {
  const why = data.whys[index];
  if (!why || (!why.t && !why.p)) return [];
  const span = el("span", "why", "(", why.t, why.t && why.p ? ", " : "");
  if (why.p) span.append(placeOf(why));
  span.append(")");
  return [" ", span];
}

function valueNodes(diff) {
  if (diff.p || diff.m) {
    const nodes = [];
    for (const s of diff.p || []) nodes.push(el("ins", "", "+", bdi("", s)), " ");
    for (const s of diff.m || []) nodes.push(el("del", "", "-", bdi("", s)), " ");
    return nodes;
  }
  const before = diff.b ? el("del", "", diff.b) : "";
  const after = diff.a ? el("ins", "", diff.a) : "";
  if (diff.h || diff.e) return [el("bdi", "", diff.h, before, after, diff.e)];
  const whole = (text, e) => (text === "(none)" ? el("span", "way", text) : el("bdi", "", e)); // the text "(none)" is in quotes
  return before ? [whole(diff.b, before), " ", el("span", "way", "→"), " ", whole(diff.a, after)] : [whole(diff.a, after)];
}

function diffList(row) {
  const list = el("dl", "diffs");
  for (const i of row.s) {
    const diff = data.diffs[i];
    list.append(el("div", "", el("dt", "", bdi("", diff.n)), el("dd", "", ...valueNodes(diff), ...whyNodes(diff.w))));
  }
  return list;
}

function urlLine(row) {
  const p = el("p", "url", el("span", "alarm", row.g ? "Gives something else:" : "Ends:"), " ", el("bdi", "", el("del", "", wholeURL(row, row.x, row.n))));
  if (row.c) p.append(" ", el("span", "note", `(${row.c.toLocaleString("en")} files)`));
  if (row.y) p.append(" ", el("span", "way", "→"), " ", el("bdi", "", el("ins", "", wholeURL(row, row.y, row.o))));
  return p;
}

function refList(row) {
  const list = el("ul", "refs");
  list.setAttribute("aria-label", "Mentioned in");
  for (const ref of row.r) list.append(el("li", "", bdi("name", ref.p), " ", el("code", "", ref.t)));
  if (row.m) list.append(el("li", "", `and ${row.m.toLocaleString("en")} more mentions`));
  return list;
}

// A thumbnail, with an empty text: the row beside it says what it is of.
function thumbnailOf(row) {
  const img = el("img", "thumb");
  img.alt = "";
  img.loading = "lazy";
  img.decoding = "async";
  img.referrerPolicy = "no-referrer";
  img.width = 80;
  img.height = 60;
  img.addEventListener("error", () => img.remove());
  img.src = thumbnailURL(row);
  return img;
}

// Files of one folder that change in the very same way, as one.
function groupElement(rows) {
  const first = rows[0];
  const action = data.actions[first.a];
  const line = el("p", "", el("span", "verb", action.n), " ", el("strong", "", `${rows.length.toLocaleString("en")} files alike`), ...whyNodes(first.w));
  const names = el("details", "names", el("summary", "", bdi("name", first.n), ` and ${(rows.length - 1).toLocaleString("en")} more`));
  names.addEventListener("toggle", () => {
    if (!names.open || names.childElementCount > 1) return;
    addPaged(names, names.appendChild(el("ul", "")), rows, (row) => el("li", "", bdi("name", row.n)), "files");
  });
  const body = el("div", "", line, names);
  if (first.s) body.append(diffList(first));
  return el("li", "row " + action.c, sign(action.s), body);
}

function rowElement(row) {
  if (Array.isArray(row)) return groupElement(row);
  const action = data.actions[row.a];
  const line = el("p", "", el("span", "verb", action.n), " ", bdi("name", row.n));
  if (row.o) line.append(" ", el("span", "way", row.v), " ", bdi("name", row.o));
  if (row.d) line.append(" ", el("span", "note", row.d));
  if (row.l) line.append(" ", el("span", "alarm", row.l));
  line.append(...whyNodes(row.w));
  const body = el("div", "", line);
  if (row.s) body.append(diffList(row));
  if (row.x) body.append(urlLine(row));
  if (row.r) body.append(refList(row));
  const li = el("li", "row " + action.c, sign(action.s), body);
  if (row.t && filter.thumbs) li.append(thumbnailOf(row));
  return li;
}
