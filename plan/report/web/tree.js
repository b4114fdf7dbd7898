// The tree of folders with the rows that match. Only what is open is in the document, and
// of a folder with much in it a page at a time: so 100,000 changes take no longer than 100.

const PAGE = 100; // rows or folders that are added at a time
const ROOM = 300; // rows that are open at first
const MOST = 2000; // rows that "Open all" opens

const ALIKE = 4; // so many updates that are alike are shown as one

function newNode(index) {
  return { title: data.folders[index].n, rows: [], nodes: [], counts: new Map(), open: false };
}

// Rows, those of updates that are alike in lists of their own. Nothing else is ever put together.
function itemsOf(rows) {
  const lists = new Map();
  const keyOf = (row) => (data.actions[row.a].n === "update" && data.kinds[row.k] === "file" && !row.x && !row.r ? `${row.w} ${row.s}` : row);
  for (const row of rows) {
    const key = keyOf(row);
    if (lists.has(key)) lists.get(key).push(row);
    else lists.set(key, [row]);
  }
  return [...lists.values()].flatMap((list) => (list.length >= ALIKE ? [list] : list));
}

// The folders that rows are in, as a forest.
function forest(rows) {
  const nodes = new Array(data.folders.length);
  const nodeAt = (index) => {
    if (nodes[index] === undefined) {
      nodes[index] = newNode(index);
      if (data.folders[index].p >= 0) nodes[index].above = nodeAt(data.folders[index].p);
    }
    return nodes[index];
  };
  for (const row of rows) {
    nodeAt(row.f).rows.push(row);
    for (let n = nodes[row.f]; n; n = n.above) n.counts.set(row.a, (n.counts.get(row.a) || 0) + 1);
  }
  const tops = [];
  for (const node of nodes) { // a folder comes after the one that it is in
    if (node) (node.above ? node.above.nodes : tops).push(node);
  }
  return tops.map(folded);
}

// A folder with nothing in it but one folder is shown as one, under both names.
function folded(node) {
  while (node.rows.length === 0 && node.nodes.length === 1) {
    node.nodes[0].title = node.title + node.nodes[0].title;
    node = node.nodes[0];
  }
  node.items = itemsOf(node.rows);
  node.nodes = node.nodes.map(folded);
  return node;
}

// Opens folders from the top until so many rows are open. Returns whether all are.
function openUpTo(nodes, room) {
  let left = room;
  let all = true;
  const visit = (node) => {
    const cost = Math.min(node.items.length, PAGE) + Math.min(node.nodes.length, PAGE);
    node.open = cost <= left || left === room;
    all = all && node.open && node.items.length <= PAGE && node.nodes.length <= PAGE;
    if (!node.open) return;
    left -= cost;
    node.nodes.slice(0, PAGE).forEach(visit);
  };
  nodes.slice(0, PAGE).forEach(visit);
  return all;
}

function closeAll(nodes) {
  for (const node of nodes) {
    node.open = false;
    closeAll(node.nodes);
  }
}

function countNodes(node) {
  const signs = []; // actions of one sign are counted together
  data.actions.forEach((action, i) => {
    const n = node.counts.get(i);
    if (!n) return;
    const last = signs[signs.length - 1];
    if (last && last.action.s === action.s) {
      last.n += n;
      last.names.push(action.n);
    } else {
      signs.push({ action, n, names: [action.n] });
    }
  });
  const counts = el("span", "counts");
  for (const { action, n, names } of signs) {
    const mark = el("span", "", action.s);
    mark.setAttribute("aria-hidden", "true");
    counts.append(el("span", action.c, mark, n.toLocaleString("en"), el("span", "hide", " to " + names.join(" or "))), " ");
  }
  return counts;
}

function folderElement(node) {
  const details = el("details", "folder", el("summary", "", bdi("name", node.title), " ", countNodes(node)));
  const fill = () => {
    if (details.open === details.childElementCount > 1) return;
    while (details.childElementCount > 1) details.lastElementChild.remove();
    node.open = details.open;
    if (details.open) fillFolder(details, node);
  };
  details.open = node.open;
  fill();
  details.addEventListener("toggle", fill);
  return details;
}

function fillFolder(details, node) {
  if (node.items.length > 0) {
    const list = details.appendChild(el("ul", "rows"));
    addPaged(details, list, node.items, rowElement, "changes");
  }
  if (node.nodes.length > 0) {
    const list = details.appendChild(el("div", "nodes"));
    addPaged(details, list, node.nodes, folderElement, "folders");
  }
}

// Adds a page of items to list, and after it a button for the next one.
function addPaged(parent, list, items, make, what) {
  let shown = 0;
  const more = el("button", "more");
  more.type = "button";
  const add = () => {
    const page = items.slice(shown, shown + PAGE).map(make);
    list.append(...page);
    shown += page.length;
    const rest = items.length - shown;
    more.textContent = `Show ${Math.min(rest, PAGE).toLocaleString("en")} of ${rest.toLocaleString("en")} more ${what}`;
    if (rest === 0) more.remove();
    return page[0];
  };
  add();
  if (shown === items.length) return;
  list.after(more);
  more.addEventListener("click", () => {
    const first = add();
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
  });
}
